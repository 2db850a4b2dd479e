using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>A block that Notion's API does not serve; newer answers name its real type.</summary>
internal sealed class UnsupportedRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var payload = new PayloadReader(block);
        var type = block.Type;

        while (payload.NextProperty())
        {
            if (payload.Is("block_type"u8) && payload.ReadString() is { Length: > 0 } inner)
            {
                type = inner;
            }
        }

        page.Report(block, type, "Notion's API does not serve blocks of this type.");
        Placeholder.Write(block, type == block.Type ? "Unsupported block" : $"Unsupported block: {type}", page);

        if (block.Children.Count > 0)
        {
            page.RenderChildren(block);
        }
    }
}
