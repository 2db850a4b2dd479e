using System.Diagnostics.CodeAnalysis;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>Recognises the addresses of pages in Notion, and what of them leads to a block.</summary>
internal static class NotionLink
{
    private static readonly string[] Hosts = ["notion.so", "www.notion.so", "app.notion.com", "notion.com", "www.notion.com"];

    /// <summary>A quick look that is never wrong when it says no.</summary>
    public static bool MayOccurIn(string text)
        => text.Contains("notion.so/", StringComparison.OrdinalIgnoreCase)
            || text.Contains("notion.com/", StringComparison.OrdinalIgnoreCase)
            || text.Contains(".notion.site/", StringComparison.OrdinalIgnoreCase);

    /// <param name="fragment">The block's anchor with its number sign; empty where the link leads to the page as a whole.</param>
    public static bool TryParse([NotNullWhen(true)] string? url, out NotionId page, out string fragment)
    {
        page = default;
        fragment = string.Empty;

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http")
            || !(Hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase) || address.Host.EndsWith(".notion.site", StringComparison.OrdinalIgnoreCase))
            || !NotionId.TryParse(url, out page))
        {
            return false;
        }

        if (NotionId.TryParse(address.Fragment.TrimStart('#'), out var block))
        {
            fragment = $"#{NotionUrls.Anchor(block)}";
        }

        return true;
    }
}
