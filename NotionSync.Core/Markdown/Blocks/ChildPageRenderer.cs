using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>A page within the page, which becomes a document of its own. The block's id is the page's.</summary>
internal sealed class ChildPageRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        TitlePayload.Read(block, page.Text);
        PageLink.Write(block.Id, page);
    }
}
