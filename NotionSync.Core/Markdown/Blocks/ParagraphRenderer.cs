using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// A paragraph without text is only a gap on the screen and writes nothing. Markdown knows no indented paragraphs, so
/// children follow at the same level.
/// </summary>
internal sealed class ParagraphRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        page.ReadText(block);
        page.WriteParagraph();
        page.RenderChildren(block);
    }
}
