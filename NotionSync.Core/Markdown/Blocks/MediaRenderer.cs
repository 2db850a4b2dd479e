using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// An image is shown; a file, PDF, video or sound becomes a link with its name. The stored copy is used where there is
/// one, else the URL of a file that lies outside of Notion. The caption follows on the next line.
/// </summary>
internal sealed class MediaRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var media = MediaPayload.Read(block, page.Text, page.Caption);

        if (page.Context.Attachments.TryGetValue(block.Id, out var name))
        {
            Write(block, media, "attachments/" + Uri.EscapeDataString(name), page);
        }
        else if (media is { Url.Length: > 0, IsHostedByNotion: false } && LinkDestination.IsSafe(System.Text.Encoding.UTF8.GetBytes(media.Url)))
        {
            Write(block, media, media.Url, page);
        }
        else
        {
            page.Report(block, block.Type, "Its file could not be stored.");
            Placeholder.Write(block, media.Name.Length > 0 ? $"{media.Label}, not stored: {media.Name}" : $"{media.Label}, not stored", page);
            media = MediaPayload.Read(block, page.Text, page.Caption);
            CaptionText.WriteLine(page);
        }

        page.RenderChildren(block);
    }

    private static void Write(Block block, MediaPayload media, string url, PageRendering page)
    {
        var isImage = block.Type == "image";
        page.Writer.StartBlock();
        page.Writer.Append(isImage ? "!["u8 : "["u8);

        // What a screen reader reads out for an image, or the text of the link.
        page.Text.Clear();
        page.Text.Add(isImage ? page.Caption.PlainText() is { Length: > 0 } caption ? caption : media.Name : media.Name.Length > 0 ? media.Name : media.Label);
        page.Inline.Write(page.Text, InlineContext.Heading | InlineContext.LinkText | InlineContext.Fragment);
        page.Writer.Append("]("u8);
        LinkDestination.WriteMarkdown(System.Text.Encoding.UTF8.GetBytes(url), page.Writer, inTable: false);
        page.Writer.Append((byte)')');
        CaptionText.WriteLine(page);
    }
}
