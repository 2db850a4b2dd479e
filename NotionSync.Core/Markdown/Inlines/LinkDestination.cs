using System.Buffers;
using System.Text;

namespace NotionSync.Markdown.Inlines;

/// <summary>Writes URLs where a link leads, so that nothing in them ends the link, and decides which may be links at all.</summary>
internal static class LinkDestination
{
    private static readonly SearchValues<byte> NeedEncoding = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(value => (byte)value), 0x7f, .. "<>\"`\\$&()|^{}"u8]);

    private static readonly SearchValues<byte> NotInAutolink = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(value => (byte)value), .. "<>`\\$|"u8, .. Enumerable.Range(0x7f, 0x81).Select(value => (byte)value)]);

    private static readonly byte[][] Schemes =
        [.. new[] { "http", "https", "mailto", "tel", "sms", "ftp", "notion", "slack", "msteams", "zoommtg", "webcal", "geo", "xmpp" }
            .Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>
    /// Whether the URL may become a link: an address on the web or of a known harmless kind, or one without a scheme.
    /// Anything else, <c>javascript:</c> above all, is shown as text.
    /// </summary>
    public static bool IsSafe(ReadOnlySpan<byte> url)
    {
        var end = url.IndexOfAny(":/?#"u8);

        if (end < 0 || url[end] != ':')
        {
            return true;
        }

        foreach (var scheme in Schemes)
        {
            if (Ascii.EqualsIgnoreCase(url[..end], scheme))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the text is a URL that can stand between angle brackets as its own link.</summary>
    public static bool IsAutolink(ReadOnlySpan<byte> text)
        => (text.StartsWith("https://"u8) || text.StartsWith("http://"u8)) && text.IndexOfAny(NotInAutolink) < 0 && !SignedUrl.IsSigned(text);

    public static void WriteMarkdown(ReadOnlySpan<byte> url, MarkdownWriter writer, bool inTable)
    {
        url = SignedUrl.WithoutSignature(url);
        var parenthesesHold = AreBalanced(url);

        while (true)
        {
            var special = url.IndexOfAny(NeedEncoding);

            if (special < 0)
            {
                writer.Append(url);
                return;
            }

            writer.Append(url[..special]);
            var value = url[special];

            if (value == '&')
            {
                // Only "&name;" would be read as a character.
                writer.Append(TextEscaper.IsEntity(url[special..]) ? "&amp;"u8 : "&"u8);
            }
            else if ((value is (byte)'(' or (byte)')' && parenthesesHold) || (value == '|' && !inTable))
            {
                writer.Append(value);
            }
            else if (value is (byte)'^' or (byte)'{' or (byte)'}')
            {
                writer.Append(value);
            }
            else
            {
                WriteEncoded(value, writer);
            }

            url = url[(special + 1)..];
        }
    }

    /// <summary>Writes the URL as the value of an HTML attribute.</summary>
    public static void WriteHtml(ReadOnlySpan<byte> url, MarkdownWriter writer)
    {
        foreach (var value in SignedUrl.WithoutSignature(url))
        {
            switch (value)
            {
                case (byte)'&':
                    writer.Append("&amp;"u8);
                    break;
                case (byte)'"':
                    writer.Append("&quot;"u8);
                    break;
                case (byte)'<':
                    writer.Append("&lt;"u8);
                    break;
                case (byte)'>':
                    writer.Append("&gt;"u8);
                    break;
                case <= (byte)' ':
                    WriteEncoded(value, writer);
                    break;
                default:
                    writer.Append(value);
                    break;
            }
        }
    }

    private static void WriteEncoded(byte value, MarkdownWriter writer)
    {
        writer.Append((byte)'%');
        writer.Append((byte)"0123456789ABCDEF"[value >> 4]);
        writer.Append((byte)"0123456789ABCDEF"[value & 15]);
    }

    private static bool AreBalanced(ReadOnlySpan<byte> url)
    {
        // CommonMark lets parsers stop at any depth of three or more.
        const int MaxDepth = 3;
        var depth = 0;

        foreach (var value in url)
        {
            depth += value switch
            {
                (byte)'(' => 1,
                (byte)')' => -1,
                _ => 0,
            };

            if (depth is < 0 or > MaxDepth)
            {
                return false;
            }
        }

        return depth == 0;
    }
}
