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
        return page.ToDocument();
    }
}
