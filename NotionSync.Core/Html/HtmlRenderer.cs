using System.Security.Cryptography;
using System.Text;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;

namespace NotionSync.Html;

/// <summary>
/// Shows stored Markdown as HTML that is safe in any page. Nothing of the Markdown becomes markup except what
/// <see cref="Element"/>, <see cref="RawHtml"/> and <see cref="LinkPolicy"/> name; all else is text. The HTML holds no
/// script, style, form or frame, and shows no image from another host.
/// </summary>
public static class HtmlRenderer
{
    // A container is two levels (list and item); the converter lays out flat what is nested in more than 40.
    private const int MaxDepth = 256;

    /// <summary>The stylesheet of <see cref="RenderPage"/>, for those who place <see cref="RenderFragment"/> in a page of their own.</summary>
    public static string Stylesheet { get; } = ReadStylesheet();

    /// <summary>
    /// The policy to send with <see cref="RenderPage"/>. It allows the stylesheet, images and media of the same host and
    /// images in the page itself; no script, no other request, no form, and no frame but on the same host.
    /// </summary>
    public static string ContentSecurityPolicy { get; } =
        $"{Sources(Stylesheet)}; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads";

    private static MarkdownPipeline Pipeline { get; } = BuildPipeline();

    /// <summary>The HTML of the Markdown without a page around it.</summary>
    public static string RenderFragment(string markdown, HtmlOptions? options = null)
    {
        using var output = new StringWriter();
        WriteFragment(markdown, output, options ?? HtmlOptions.Default);
        return output.ToString();
    }

    /// <summary>The HTML of the Markdown, given as UTF-8, without a page around it.</summary>
    public static string RenderFragment(ReadOnlySpan<byte> markdown, HtmlOptions? options = null)
        => RenderFragment(Encoding.UTF8.GetString(markdown), options);

    /// <summary>A page that shows the title and the Markdown, complete in itself. Send <see cref="ContentSecurityPolicy"/> with it.</summary>
    public static string RenderPage(string markdown, string title, HtmlOptions? options = null)
    {
        using var output = new StringWriter();
        WritePage(markdown, title, output, options);
        return output.ToString();
    }

    /// <summary>Writes what <see cref="RenderPage"/> gives.</summary>
    public static void WritePage(string markdown, string title, TextWriter output, HtmlOptions? options = null)
    {
        var text = new HtmlWriter(output);
        output.Write("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n");
        output.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Sources(Stylesheet)}\">\n");
        output.Write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
        text.Text(title);
        output.Write($"</title>\n<style>{Stylesheet}</style>\n</head>\n<body>\n<main>\n<h1 class=\"title\" dir=\"auto\">");
        text.Text(title);
        output.Write("</h1>\n");
        WriteFragment(markdown, output, options ?? HtmlOptions.Default);
        output.Write("</main>\n</body>\n</html>\n");
    }

    private static void WriteFragment(string markdown, TextWriter output, HtmlOptions options)
    {
        var writer = new HtmlWriter(output);
        Markdig.Syntax.MarkdownDocument document;

        try
        {
            document = Markdig.Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig's answer to text nested beyond its limits: show it as it is.
            writer.Open(Element.Preformatted, ("dir", "auto"));
            writer.Text(markdown);
            writer.Close(Element.Preformatted);
            return;
        }

        var links = new LinkPolicy(options);
        var raw = new RawHtml(writer, links);
        new BlockWriter(writer, new InlineWriter(writer, raw, links), raw, new MetadataTable(writer, links)).WriteDocument(document);
    }

    private static MarkdownPipeline BuildPipeline()
    {
        var builder = new MarkdownPipelineBuilder { MaximumNestingDepth = MaxDepth }
            .UsePipeTables()
            .UseTaskLists()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseAutoLinks()
            .UseMathematics()
            .UseYamlFrontMatter();

        builder.BlockParsers.FindExact<ParagraphBlockParser>()!.Closed += LongText.LeaveUnparsed;
        return builder.Build();
    }

    private static string Sources(string stylesheet)
        => $"default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(stylesheet)))}'; base-uri 'none'; form-action 'none'";

    private static string ReadStylesheet()
    {
        using var stream = typeof(HtmlRenderer).Assembly.GetManifestResourceStream("NotionSync.Html.document.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
