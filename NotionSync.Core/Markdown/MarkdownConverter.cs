using NotionSync.Markdown.Properties;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>Turns the block tree of a page into Markdown. <c>docs/markdown.md</c> says what becomes of each type.</summary>
public static class MarkdownConverter
{
    /// <summary>
    /// Converts the blocks. Never fails on their content: what cannot be shown becomes a visible placeholder and is
    /// reported. The result depends on the arguments alone, and holds no URL that expires.
    /// </summary>
    public static MarkdownDocument Convert(IReadOnlyList<Block> blocks, MarkdownContext context) => Convert(source: null, blocks, context);

    /// <summary>Converts a page whole: its properties, as the options say, and then its blocks.</summary>
    /// <exception cref="System.Text.Json.JsonException">The JSON of the page cannot be read.</exception>
    public static MarkdownDocument Convert(NotionObject? source, IReadOnlyList<Block> blocks, MarkdownContext context)
    {
        var page = Render(source, blocks, context, anchors: null);

        // Which blocks of the page it links to itself is known once it is written; hardly any page does.
        if (context.Options.HeadingAnchors && LinkedBlocks.Find(page.Writer.Written.Span, blocks) is { Count: > 0 } anchors)
        {
            return Render(source, blocks, context, anchors).ToDocument();
        }

        return page.ToDocument();
    }

    private static PageRendering Render(NotionObject? source, IReadOnlyList<Block> blocks, MarkdownContext context, IReadOnlySet<NotionId>? anchors)
    {
        var page = new PageRendering(blocks, context) { Anchors = anchors };

        if (source is not null)
        {
            PropertyRenderer.Write(source, context, page.Writer);
        }

        page.RenderBlocks(blocks);
        CommentsRenderer.Write(context.Comments, context.Options, page.Writer);
        return page;
    }
}
