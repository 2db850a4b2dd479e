using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>
/// How stored Markdown points at pages and blocks of Notion: by a URL that opens them in Notion and that
/// <see cref="LinkResolver"/> finds again when the page has become a document.
/// </summary>
public static class NotionUrls
{
    internal static ReadOnlySpan<byte> Origin => "https://www.notion.so"u8;

    internal static ReadOnlySpan<byte> Prefix => "https://www.notion.so/"u8;

    /// <summary>The address of a page, database or block.</summary>
    public static string Of(NotionId id) => $"https://www.notion.so/{Anchor(id)}";

    /// <summary>The name by which a heading can be reached within its document, as in the fragment of Notion's own URLs.</summary>
    public static string Anchor(NotionId id) => id.Value.ToString("N");
}
