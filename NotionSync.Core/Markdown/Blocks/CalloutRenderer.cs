using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// A quote that begins with the callout's icon. Not one of GitHub's five alerts: they would put a word and a meaning
/// there that the page does not have.
/// </summary>
internal sealed class CalloutRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var payload = page.ReadText(block);
        page.Writer.StartBlock();
        page.Writer.Open(">"u8, "> "u8);

        if (payload.Icon is { } icon)
        {
            page.Writer.StartBlock();
            IconText.Write(icon, InlineContext.Paragraph, page);

            if (!RichTextWriter.IsBlank(page.Text))
            {
                page.Writer.Append((byte)' ');
                page.Inline.Write(page.Text, InlineContext.Paragraph);
            }
        }
        else
        {
            page.WriteParagraph();
        }

        page.RenderChildren(block);
        page.Writer.Close();
    }
}
