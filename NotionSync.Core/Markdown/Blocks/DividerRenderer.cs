using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

internal sealed class DividerRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        // Dashes would begin front matter on the first line, and make one long divider with the marker of a list item.
        var line = page.Writer.Written.IsEmpty || page.Writer.IsAfterMarker ? "___"u8 : "---"u8;
        page.Writer.StartBlock();
        page.Writer.Append(line);
    }
}
