using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

internal sealed class ToggleRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        page.ReadText(block);
        Details.Open(page);
        page.Inline.Write(page.Text, InlineContext.Html);
        Details.Close(block, page);
    }
}
