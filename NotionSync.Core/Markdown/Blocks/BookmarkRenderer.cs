using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>Bookmarks, embeds and link previews: the address as a link, and the caption below it.</summary>
internal sealed class BookmarkRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var payload = new PayloadReader(block);
        page.Text.Clear();
        page.Caption.Clear();

        while (payload.NextProperty())
        {
            if (payload.Is("url"u8))
            {
                payload.ReadString(page.Text);
            }
            else if (payload.Is("caption"u8))
            {
                payload.ReadRichText(page.Caption);
            }
        }

        if (RichTextWriter.IsBlank(page.Text))
        {
            CaptionText.WriteParagraph(page);
            return;
        }

        if (LinkDestination.IsSafe(page.Text.TextOf(page.Text.Runs[0])))
        {
            page.Text.LinkAllToItself();
        }
        else
        {
            page.Text.MarkAll(Marks.Code);
        }

        page.Writer.StartBlock();
        page.Inline.Write(page.Text, InlineContext.Fragment);
        CaptionText.WriteLine(page);
        page.RenderChildren(block);
    }
}
