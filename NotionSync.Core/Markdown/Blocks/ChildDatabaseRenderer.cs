using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// A database within the page, which becomes a document of its own, or a linked view of one that lies elsewhere.
/// Notion gives neither the title nor the content of a linked view.
/// </summary>
internal sealed class ChildDatabaseRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        TitlePayload.Read(block, page.Text);
        var isLinkedView = block.Gap is BlockGap.Unavailable;

        if (page.Context.LinkedViews.TryGetValue(block.Id, out var title))
        {
            isLinkedView = true;

            if (title.Length > 0)
            {
                page.Text.Clear();
                page.Text.Add(title);
            }
        }

        PageLink.Write(block.Id, page);

        if (isLinkedView)
        {
            page.Writer.Append(" (linked view of a database)"u8);
            page.Report(block, block.Type, "It is a linked view of a database, which Notion's API does not serve.");
        }
    }
}
