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
    public static MarkdownDocument Convert(IReadOnlyList<Block> blocks, MarkdownContext context)
    {
        using var page = new PageRendering(blocks, context);
        page.RenderBlocks(blocks);
        CommentsRenderer.Write(context.Comments, context.Options, page.Writer);
        return page.ToDocument();
    }

    /// <summary>Converts a page whole: its properties, as the options say, and then its blocks.</summary>
    /// <exception cref="System.Text.Json.JsonException">The JSON of the page cannot be read.</exception>
    public static MarkdownDocument Convert(NotionObject source, IReadOnlyList<Block> blocks, MarkdownContext context)
    {
        using var page = new PageRendering(blocks, context);
        PropertyRenderer.Write(source, context, page.Writer);
        page.RenderBlocks(blocks);
        CommentsRenderer.Write(context.Comments, context.Options, page.Writer);
        return page.ToDocument();
    }
}
