using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>Notion draws the page's headings here, which follow anyway: nothing is written.</summary>
internal sealed class TableOfContentsRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
    }
}
