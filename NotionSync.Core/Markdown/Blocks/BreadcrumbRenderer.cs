using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>Notion draws the path to the page here, which is no content of the page: nothing is written.</summary>
internal sealed class BreadcrumbRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
    }
}
