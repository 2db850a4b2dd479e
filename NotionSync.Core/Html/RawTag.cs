using System.Buffers;
using System.Net;

namespace NotionSync.Html;

/// <summary>A tag found in the input: its name, and of its attributes those that may be kept.</summary>
internal ref struct RawTag
{
    private static readonly SearchValues<char> EndOfValue = SearchValues.Create(" \t\r\n\"'=<>`");

    public ReadOnlySpan<char> Name { get; private set; }

    public bool IsEnd { get; private set; }

    public bool IsSelfClosing { get; private set; }

    public string? Id { get; private set; }

    public string? Link { get; private set; }

    public string? Style { get; private set; }

    public string? Type { get; private set; }

    public string? Start { get; private set; }

    /// <summary>
    /// Reads one tag at the start of the text, as CommonMark defines tags: stricter than browsers are, so what is no
    /// tag here stays text. Values are decoded.
    /// </summary>
    /// <param name="length">How much of the text the tag takes.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out RawTag tag, out int length)
    {
        tag = default;
        length = 0;
        var at = 1;

        if (text.Length < 3 || text[0] != '<')
        {
            return false;
        }

        if (text[at] == '/')
        {
            tag.IsEnd = true;
            at++;
        }

        var nameLength = NameLength(text[at..], isTag: true);

        if (nameLength == 0)
        {
            return false;
        }

        tag.Name = text.Slice(at, nameLength);
        at += nameLength;

        while (true)
        {
            var space = SpaceLength(text[at..]);
            at += space;

            if (at >= text.Length)
            {
                return false;
            }

            if (text[at] == '>')
            {
                length = at + 1;
                return true;
            }

            if (text[at] == '/' && !tag.IsEnd && at + 1 < text.Length && text[at + 1] == '>')
            {
                tag.IsSelfClosing = true;
                length = at + 2;
                return true;
            }

            if (space == 0 || tag.IsEnd || !tag.TryReadAttribute(text, ref at))
            {
                return false;
            }
        }
    }

    private static int NameLength(ReadOnlySpan<char> text, bool isTag)
    {
        if (text.IsEmpty || !(char.IsAsciiLetter(text[0]) || (!isTag && text[0] is '_' or ':')))
        {
            return 0;
        }

        var length = 1;

        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '-' || (!isTag && text[length] is '_' or ':' or '.')))
        {
            length++;
        }

        return length;
    }

    private static int SpaceLength(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(" \t\r\n");
        return length < 0 ? text.Length : length;
    }

    private bool TryReadAttribute(ReadOnlySpan<char> text, ref int at)
    {
        var nameLength = NameLength(text[at..], isTag: false);

        if (nameLength == 0)
        {
            return false;
        }

        var name = text.Slice(at, nameLength);
        at += nameLength;
        var equals = at + SpaceLength(text[at..]);

        if (equals >= text.Length || text[equals] != '=')
        {
            Keep(name, []);
            return true;
        }

        at = equals + 1;
        at += SpaceLength(text[at..]);

        if (at >= text.Length)
        {
            return false;
        }

        var quote = text[at];

        if (quote is '"' or '\'')
        {
            var end = text[(at + 1)..].IndexOf(quote);

            if (end < 0)
            {
                return false;
            }

            Keep(name, text.Slice(at + 1, end));
            at += end + 2;
            return true;
        }

        var valueLength = text[at..].IndexOfAny(EndOfValue);

        if (valueLength <= 0)
        {
            return false;
        }

        Keep(name, text.Slice(at, valueLength));
        at += valueLength;
        return true;
    }

    // As in HTML, the first of several attributes of one name counts.
    private void Keep(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (name.Equals("id", StringComparison.OrdinalIgnoreCase))
        {
            Id ??= Decode(value);
        }
        else if (name.Equals("href", StringComparison.OrdinalIgnoreCase))
        {
            Link ??= Decode(value);
        }
        else if (name.Equals("style", StringComparison.OrdinalIgnoreCase))
        {
            Style ??= Decode(value);
        }
        else if (name.Equals("type", StringComparison.OrdinalIgnoreCase))
        {
            Type ??= Decode(value);
        }
        else if (name.Equals("start", StringComparison.OrdinalIgnoreCase))
        {
            Start ??= Decode(value);
        }
    }

    private static string Decode(ReadOnlySpan<char> value) => WebUtility.HtmlDecode(value.ToString());
}
