using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

internal sealed class DividerRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        // Three dashes on the first line would begin front matter.
        var isFirst = page.Writer.Written.IsEmpty;
        page.Writer.StartBlock();
        page.Writer.Append(isFirst ? "***"u8 : "---"u8);
    }
}
