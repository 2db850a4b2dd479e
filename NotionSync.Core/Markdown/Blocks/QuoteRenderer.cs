using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

internal sealed class QuoteRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        page.ReadText(block);
        page.Writer.StartBlock();
        page.Writer.Open(">"u8, "> "u8);
        page.WriteParagraph();
        page.RenderChildren(block);
        page.Writer.Close();
    }
}
