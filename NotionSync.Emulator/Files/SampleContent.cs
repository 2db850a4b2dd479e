using System.Text;

namespace NotionSync.Emulator.Files;

/// <summary>Plausible bytes for a file name: real PDFs and images, text for the rest.</summary>
internal static class SampleContent
{
    // A picture of one pixel each, complete and valid.
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");

    private static readonly byte[] Jpeg = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////"
        + "wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==");

    private static readonly byte[] WebP = Convert.FromBase64String("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    private static readonly byte[] EmptyZip = [0x50, 0x4B, 0x05, 0x06, .. new byte[18]];

    private static readonly byte[] Mp4Start = [0, 0, 0, 24, .. "ftypisom\0\0\x02\0isomiso2"u8];

    public static StoredFile For(string name, string? text = null, int megabytes = 0)
    {
        var extension = Path.GetExtension(name).ToLowerInvariant();
        var says = text ?? name;

        FileContent content = extension switch
        {
            ".pdf" when megabytes > 0 => Pdf.Of(says, megabytes * 1024L * 1024L),
            _ when megabytes > 0 => new FillerContent(megabytes * 1024L * 1024L),
            ".pdf" => Pdf.Of(says),
            ".png" => new BytesContent(Png.Of(says)),
            ".jpg" or ".jpeg" => new BytesContent(Jpeg),
            ".gif" => new BytesContent(Gif),
            ".webp" => new BytesContent(WebP),
            ".svg" => Utf8("""<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><rect width="16" height="16" fill="#4466aa"/></svg>"""),
            ".zip" or ".docx" or ".xlsx" or ".pptx" => new BytesContent(EmptyZip),
            ".mp4" or ".m4v" or ".mov" => new BytesContent([.. Mp4Start, .. Encoding.UTF8.GetBytes(says)]),
            ".mp3" => new BytesContent([.. "ID3\x04\0\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(says)]),
            ".wav" => new BytesContent([.. "RIFF\x24\0\0\0WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x40, 0x1F, 0, 0, 1, 0, 8, 0, .. "data"u8, 0, 0, 0, 0]),
            ".json" => Utf8("{}"),
            "" or ".html" => Utf8($"<!doctype html><title>{says}</title>"),
            _ => Utf8($"{says}\n"),
        };

        return new(name, ContentTypeOf(extension), content);
    }

    private static string ContentTypeOf(string extension) => extension switch
    {
        ".pdf" => "application/pdf",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".webp" => "image/webp",
        ".svg" => "image/svg+xml",
        ".zip" => "application/zip",
        ".json" => "application/json",
        ".csv" => "text/csv",
        ".txt" or ".md" => "text/plain",
        ".mp3" => "audio/mpeg",
        ".wav" => "audio/wav",
        ".mp4" or ".m4v" => "video/mp4",
        ".mov" => "video/quicktime",
        ".webm" => "video/webm",
        ".docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "" or ".html" => "text/html",
        _ => "application/octet-stream",
    };

    private static BytesContent Utf8(string text) => new(Encoding.UTF8.GetBytes(text));
}
