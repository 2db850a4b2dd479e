using System.Diagnostics.CodeAnalysis;

namespace NotionSync.Notion;

/// <summary>The id of a page, block, database, data source or user: a UUID, written as Notion writes it, with dashes.</summary>
public readonly record struct NotionId(Guid Value) : IComparable<NotionId>
{
    private const int DigitCount = 32;

    public static bool operator <(NotionId left, NotionId right) => left.CompareTo(right) < 0;

    public static bool operator >(NotionId left, NotionId right) => left.CompareTo(right) > 0;

    public static bool operator <=(NotionId left, NotionId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(NotionId left, NotionId right) => left.CompareTo(right) >= 0;

    /// <summary>Reads an id with or without dashes, or the id at the end of a Notion URL's path (".../Title-0123…?v=…").</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NotionId id)
    {
        id = default;

        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        text = text.Trim();

        if (Guid.TryParse(text, out var value))
        {
            id = new(value);
            return true;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http" or "notion"))
        {
            return false;
        }

        // A page opened in a side peek has its own id in ?p=; the path then names what lies behind it.
        var peek = System.Web.HttpUtility.ParseQueryString(url.Query)["p"];
        if (Guid.TryParse(peek, out value))
        {
            id = new(value);
            return true;
        }

        var last = url.AbsolutePath.TrimEnd('/').Split('/')[^1];
        if (Guid.TryParse(last, out value) || (last.Length >= DigitCount && Guid.TryParseExact(last[^DigitCount..], "N", out value)))
        {
            id = new(value);
            return true;
        }

        return false;
    }

    /// <exception cref="FormatException">The text is neither an id nor a Notion URL.</exception>
    public static NotionId Parse(string? text)
        => TryParse(text, out var id) ? id : throw new FormatException("This is neither a Notion id nor a Notion URL.");

    public int CompareTo(NotionId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString("D");
}
