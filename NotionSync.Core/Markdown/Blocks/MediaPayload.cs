using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>What an image, video, audio, pdf or file block says of its file.</summary>
internal sealed record MediaPayload(string Label, string Url, bool IsHostedByNotion, string Name)
{
    /// <summary>Reads the payload; the caption goes to its buffer.</summary>
    public static MediaPayload Read(Block block, RunList scratch, RunList caption)
    {
        var payload = new PayloadReader(block);
        var (url, name, type) = (string.Empty, string.Empty, string.Empty);
        scratch.Clear();
        caption.Clear();

        while (payload.NextProperty())
        {
            switch (payload.Name)
            {
                case var _ when payload.Is("caption"u8):
                    payload.ReadRichText(caption);
                    break;
                case var _ when payload.Is("name"u8):
                    name = payload.ReadString().ReplaceLineEndings(" ").Trim();
                    break;
                case var _ when payload.Is("external"u8) || payload.Is("file"u8) || payload.Is("file_upload"u8):
                    type = System.Text.Encoding.UTF8.GetString(payload.Name);
                    url = payload.Enter() ? ReadUrl(ref payload, url) : url;
                    break;
                default:
                    break;
            }
        }

        if (name.Length == 0)
        {
            name = FileNames.FromUrl(url);
        }

        return new(LabelOf(block.Type), url, type != "external" || SignedUrl.IsSigned(System.Text.Encoding.UTF8.GetBytes(url)), name);
    }

    private static string ReadUrl(ref PayloadReader payload, string url)
    {
        while (payload.NextProperty())
        {
            url = payload.Is("url"u8) ? payload.ReadString() : url;
        }

        return url;
    }

    private static string LabelOf(string type) => type switch
    {
        "image" => "Image",
        "video" => "Video",
        "audio" => "Audio",
        "pdf" => "PDF",
        _ => "File",
    };
}
