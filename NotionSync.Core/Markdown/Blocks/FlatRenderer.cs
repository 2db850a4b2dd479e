using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>Columns, one after the other in reading order.</summary>
internal sealed class FlatRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page) => page.RenderChildren(block);
}
