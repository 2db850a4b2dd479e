using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// The HTML element for what can be folded, which GitHub-flavoured Markdown lacks. The empty lines around the children
/// let Markdown be read there; there is none in the summary, where a paragraph would push the triangle off its line.
/// </summary>
internal static class Details
{
    /// <summary>Writes up to the summary's content, which the caller writes as HTML.</summary>
    public static void Open(PageRendering page)
    {
        page.Writer.StartBlock();
        page.Writer.Append("<details>"u8);
        page.Writer.NewLine();
        page.Writer.Append("<summary>"u8);
    }

    public static void Close(Block block, PageRendering page)
    {
        page.Writer.Append("</summary>"u8);
        page.RenderChildren(block);
        page.Writer.StartBlock();
        page.Writer.Append("</details>"u8);
    }
}
