using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

internal sealed class LinkToPageRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var payload = new PayloadReader(block);
        NotionId? target = null;

        while (payload.NextProperty())
        {
            if (payload.Is("page_id"u8) || payload.Is("database_id"u8))
            {
                target = payload.ReadId() ?? target;
            }
        }

        if (target is { } id)
        {
            PageLink.WriteUntitled(id, page);
        }
        else
        {
            page.Report(block, block.Type, "It leads neither to a page nor to a database.");
            Placeholder.Write(block, "Link within Notion", page);
        }
    }
}
