using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>A button of old that inserted its children when pressed: they are shown folded under its label.</summary>
internal sealed class TemplateRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        page.ReadText(block);

        if (block.Children.Count == 0 && block.Gap is BlockGap.None)
        {
            page.WriteParagraph();
            return;
        }

        Details.Open(page);
        page.Inline.Write(page.Text, InlineContext.Html);
        Details.Close(block, page);
    }
}
