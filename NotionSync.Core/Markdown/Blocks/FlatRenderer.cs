using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// What only holds others: columns, which follow one another in reading order, and synced blocks, which show their
/// content in place, original and copy alike.
/// </summary>
internal sealed class FlatRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page) => page.RenderChildren(block);
}
