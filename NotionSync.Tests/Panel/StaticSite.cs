using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Panel;

/// <summary>The built panel on a host of its own, as docs/panel.md describes it: files, the views' addresses, and the API forwarded.</summary>
internal sealed class StaticSite : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Types = new() { [".html"] = "text/html", [".js"] = "text/javascript", [".css"] = "text/css", [".svg"] = "image/svg+xml" };

    private readonly WebApplication _app;
    private readonly HttpClient _api;

    private StaticSite(WebApplication app, HttpClient api) => (_app, _api) = (app, api);

    public Uri Address => new(_app.Urls.First());

    public static async Task<StaticSite> StartAsync(Uri app)
    {
        var folder = RepositoryRoot.File("NotionSync.AdminPanel", "dist");
        var api = new HttpClient { BaseAddress = app };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();

        site.Run(async context =>
        {
            var path = context.Request.Path.Value!;

            if (path.StartsWith("/api/", StringComparison.Ordinal))
            {
                using var answer = await api.GetAsync(new Uri($"{path}{context.Request.QueryString}", UriKind.Relative));
                context.Response.StatusCode = (int)answer.StatusCode;
                context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
                await answer.Content.CopyToAsync(context.Response.Body);
                return;
            }

            var file = path.StartsWith("/assets/", StringComparison.Ordinal) ? path[1..] : path.StartsWith("/trust/", StringComparison.Ordinal) ? "trust.html" : "index.html";
            context.Response.ContentType = Types[Path.GetExtension(file)];
            await context.Response.SendFileAsync(Path.Combine(folder, file));
        });

        await site.StartAsync();
        return new(site, api);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _api.Dispose();
    }
}
