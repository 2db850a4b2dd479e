using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>Shows its content in place, original and copy alike.</summary>
internal sealed class SyncedBlockRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        page.RenderChildren(block);

        if (block.Children.Count == 0 && block.HasChildren && block.Gap is BlockGap.None)
        {
            Placeholder.WriteGap(block, BlockGap.Unavailable, page);
        }
    }
}
