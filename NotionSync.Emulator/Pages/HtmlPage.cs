using System.Net;
using System.Reflection;

namespace NotionSync.Emulator.Pages;

/// <summary>The pages that people see while they connect: plain HTML that needs no script, and reads well on a phone.</summary>
internal static class HtmlPage
{
    private static readonly string Style = ReadStyle();

    /// <summary>A whole page.</summary>
    /// <param name="place">Whose page it stands for.</param>
    /// <param name="content">HTML; whoever makes it has encoded what is no HTML.</param>
    public static string Render(string place, string title, string content) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Encode(title)} – {Encode(place)}</title>
        <link rel="icon" href="data:,">
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <p class="place">{Encode(place)} <span>emulated on this machine</span></p>
        {content}
        </main>
        </body>
        </html>
        """;

    /// <summary>A page that only says something.</summary>
    public static string Message(string place, string title, string text)
        => Render(place, title, $"<h1>{Encode(title)}</h1><p>{Encode(text)}</p>");

    public static string Alert(string? problem) => problem is null ? string.Empty : $"""<p role="alert">{Encode(problem)}</p>""";

    public static string Hidden(string name, string value) => $"""<input type="hidden" name="{Encode(name)}" value="{Encode(value)}">""";

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    public static Task SendAsync(HttpContext context, string html, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return context.Response.WriteAsync(html, context.RequestAborted);
    }

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("NotionSync.Emulator.Pages.page.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
