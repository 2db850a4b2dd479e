using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>A type that this version does not know: a placeholder, and what of it can be read all the same.</summary>
internal sealed class UnknownRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        page.Report(block, block.Type, "This type of block is not known.");
        Placeholder.Write(block, block.Type.Length > 0 ? $"Unknown block: {block.Type}" : "Unknown block", page);
        page.ReadText(block);
        page.WriteParagraph();
        page.RenderChildren(block);
    }
}
