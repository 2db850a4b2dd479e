using NotionSync.Markdown.Inlines;

namespace NotionSync.Markdown.Blocks;

/// <summary>Writes the caption below what it belongs to.</summary>
internal static class CaptionText
{
    public static void WriteParagraph(PageRendering page)
    {
        if (!RichTextWriter.IsBlank(page.Caption))
        {
            page.Writer.StartBlock();
            page.Inline.Write(page.Caption, InlineContext.Paragraph);
        }
    }

    /// <summary>On the next line of the paragraph that holds the picture or link.</summary>
    public static void WriteLine(PageRendering page)
    {
        if (!RichTextWriter.IsBlank(page.Caption))
        {
            page.Writer.Append((byte)'\\');
            page.Writer.NewLine();
            page.Inline.Write(page.Caption, InlineContext.Paragraph);
        }
    }
}
