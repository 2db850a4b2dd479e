using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotionSync.Html;

/// <summary>A URL that may be written, and how a browser is to follow it; without a URL nothing may be written.</summary>
internal readonly record struct SafeLink(string? Url, string? Relation = null, string? Window = null);

/// <summary>
/// Decides where links and images may lead. A URL passes only if it is of a known form, so no decoding that a browser
/// does can give it another meaning.
/// </summary>
internal sealed partial class LinkPolicy(HtmlOptions options)
{
    private const string IdPrefix = "user-content-";

    // The schemes that links in Notion have; each opens something else than a script in this page.
    private static readonly FrozenSet<string> Schemes = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "http", "https", "mailto", "tel", "sms", "ftp", "notion", "slack", "msteams", "zoommtg", "webcal", "geo", "xmpp");

    /// <summary>A link to the web, to a place in the document, to an attachment, to another document, or to where the caller's mapping leads.</summary>
    public SafeLink ForLink(string url)
    {
        var isMapped = TryMap(ref url);

        if (Encode(url) is not { Length: > 0 } encoded)
        {
            return default;
        }

        if (Scheme(encoded) is { } scheme)
        {
            return Schemes.Contains(scheme) ? new(encoded, "noopener noreferrer nofollow", "_blank") : default;
        }

        if (encoded[0] == '#')
        {
            return Id(encoded[1..]) is { } id ? new($"#{id}") : default;
        }

        return IsAttachment(encoded) || OtherDocument().IsMatch(encoded) || (isMapped && IsRelative(encoded)) ? new(encoded) : default;
    }

    /// <summary>An image of the document itself. Those that lie elsewhere are not shown, lest the page call there.</summary>
    public string? ForImage(string url)
    {
        if (EmbeddedImage().IsMatch(url))
        {
            return url;
        }

        var isMapped = TryMap(ref url);

        return Encode(url) is { Length: > 0 } encoded && Scheme(encoded) is null && (IsAttachment(encoded) || (isMapped && IsRelative(encoded)))
            ? encoded
            : null;
    }

    /// <summary>
    /// An id that cannot be mistaken for a name that a script of the surrounding page looks up. The anchors of Notion's
    /// blocks stay as they are, because links from other documents name them.
    /// </summary>
    public static string? Id(string? id)
    {
        if (id is null || !PlainId().IsMatch(id))
        {
            return null;
        }

        return BlockAnchor().IsMatch(id) ? id : IdPrefix + id;
    }

    private bool TryMap(ref string url)
    {
        if (options.MapUrl?.Invoke(url) is not { } mapped)
        {
            return false;
        }

        url = mapped;
        return true;
    }

    // The text before the first colon, if that colon can end a scheme in any browser.
    private static string? Scheme(string url)
    {
        var end = url.AsSpan().IndexOfAny(":/?#");
        return end >= 0 && url[end] == ':' ? url[..end] : null;
    }

    private static bool IsAttachment(string url)
        => Attachment().IsMatch(url) && Uri.UnescapeDataString(url["attachments/".Length..]).Trim() is not ("." or "..");

    // "//host" leads to another host.
    private static bool IsRelative(string url) => !url.StartsWith("//", StringComparison.Ordinal);

    // Percent-encodes what no URL holds, and backslashes, which browsers take for slashes. Null for control characters,
    // which browsers drop and so read another URL.
    private static string? Encode(string url)
    {
        var builder = new StringBuilder(url.Length);
        Span<byte> bytes = stackalloc byte[4];

        foreach (var rune in url.AsSpan().Trim(' ').EnumerateRunes())
        {
            if (Rune.IsControl(rune))
            {
                return null;
            }

            if (rune.IsAscii && !" \"'<>`\\^{}|".Contains((char)rune.Value, StringComparison.Ordinal))
            {
                builder.Append((char)rune.Value);
                continue;
            }

            foreach (var value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                builder.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }

        return builder.ToString();
    }

    [GeneratedRegex(@"^attachments/[^/?#\\:]+\z")]
    private static partial Regex Attachment();

    // As LinkResolver writes it, with the fragment that leads to a block.
    [GeneratedRegex(@"^\.\./[0-9a-f]{32}/html(?:#[0-9a-f]{32})?\z")]
    private static partial Regex OtherDocument();

    [GeneratedRegex(@"^data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}\z")]
    private static partial Regex EmbeddedImage();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex PlainId();

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex BlockAnchor();
}
