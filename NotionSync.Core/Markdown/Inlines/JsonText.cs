using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace NotionSync.Markdown.Inlines;

/// <summary>Copies JSON strings as clean UTF-8: escapes undone, line ends as line feeds, no control characters.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(value => value is not '\n' and not '\t').Select(value => (byte)value), 0x7f]);

    /// <param name="text">A string of checked JSON, as it stands between its quotes.</param>
    /// <returns>How many bytes were written; never more than the string has in the JSON.</returns>
    public static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
        => Clean(destination[..CopyUnescaped(text, destination)]);

    /// <summary>A name or string, as it stands between its quotes, with its escapes undone.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text;
        }

        var room = new byte[text.Length];
        return room.AsSpan(0, CopyUnescaped(text, room));
    }

    private static int CopyUnescaped(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var length = 0;

        for (int escape; (escape = text.IndexOf((byte)'\\')) >= 0;)
        {
            text[..escape].CopyTo(destination[length..]);
            length += escape;
            var kind = text[escape + 1];
            text = text[(escape + 2)..];

            if (kind == 'u')
            {
                length += ReadRune(ref text).EncodeToUtf8(destination[length..]);
                continue;
            }

            destination[length++] = kind switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                _ => kind,
            };
        }

        text.CopyTo(destination[length..]);
        return length + text.Length;
    }

    // Half of a surrogate pair, which JSON can say and Unicode cannot, becomes U+FFFD.
    private static Rune ReadRune(ref ReadOnlySpan<byte> text)
    {
        var first = ReadChar(ref text);

        if (!char.IsHighSurrogate(first) || !text.StartsWith("\\u"u8))
        {
            return Rune.TryCreate(first, out var rune) ? rune : Rune.ReplacementChar;
        }

        var rest = text[2..];

        if (!Rune.TryCreate(first, ReadChar(ref rest), out var pair))
        {
            return Rune.ReplacementChar;
        }

        text = rest;
        return pair;
    }

    private static char ReadChar(ref ReadOnlySpan<byte> text)
    {
        var value = Utf8Parser.TryParse(text[..4], out ushort number, out _, 'X') ? (char)number : '\ufffd';
        text = text[4..];
        return value;
    }

    private static int Clean(Span<byte> text)
    {
        var first = text.IndexOfAny(Controls);

        if (first < 0)
        {
            return text.Length;
        }

        var length = first;

        for (var i = first; i < text.Length; i++)
        {
            var value = text[i];

            if (value == '\r')
            {
                if (i + 1 == text.Length || text[i + 1] != '\n')
                {
                    text[length++] = (byte)'\n';
                }
            }
            else if (!Controls.Contains(value))
            {
                text[length++] = value;
            }
        }

        return length;
    }
}
