using System.Net;
using System.Text.RegularExpressions;

namespace NotionSync.Notion.Dialect;

/// <summary>One of the XML-like tags by which Notion's Markdown says what Markdown lacks.</summary>
/// <param name="Length">Of the tag in the text.</param>
internal sealed partial record DialectTag(string Name, bool IsClosing, bool IsEmpty, string Attributes, int Length)
{

    /// <summary>The tag that the text starts with; null where it starts with none.</summary>
    public static DialectTag? ReadAt(string text, int start)
    {
        if (start >= text.Length || text[start] != '<')
        {
            return null;
        }

        var match = Tag().Match(text, start);

        return match.Success
            ? new(match.Groups["name"].Value, match.Groups["close"].Length > 0, match.Groups["empty"].Length > 0, match.Groups["attributes"].Value, match.Length)
            : null;
    }

    /// <summary>The attribute's value without references to characters; null where the tag has no such attribute.</summary>
    public string? Get(string attribute)
    {
        foreach (var match in Attribute().EnumerateMatches(Attributes))
        {
            var pair = Attributes.AsSpan(match.Index, match.Length);
            var sign = pair.IndexOf('=');

            if (pair[..sign].Equals(attribute, StringComparison.Ordinal))
            {
                return WebUtility.HtmlDecode(pair[(sign + 2)..^1].ToString());
            }
        }

        return null;
    }

    /// <summary>The block or page that the tag's address leads to.</summary>
    public NotionId? Target
    {
        get
        {
            var url = Get("url");
            var fragment = url?.IndexOf('#', StringComparison.Ordinal) ?? -1;

            return fragment >= 0 && NotionId.TryParse(url![(fragment + 1)..], out var block) ? block
                : NotionId.TryParse(url, out var page) ? page
                : null;
        }
    }

    [GeneratedRegex("""\G<(?<close>/?)(?<name>[a-z][a-z0-9_-]*)(?<attributes>(?>[ \t]+[A-Za-z_:-]+="[^"]*")*)[ \t]*(?<empty>/?)>""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex("""[A-Za-z_:-]+="[^"]*"(?=[ \t]|$)""", RegexOptions.CultureInvariant)]
    private static partial Regex Attribute();
}
