using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NotionSync.Markdown.Inlines;

/// <summary>Copies JSON strings as clean UTF-8: escapes undone, line ends as line feeds, no control characters.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(value => value is not '\n' and not '\t').Select(value => (byte)value), 0x7f]);

    /// <param name="quoted">A string of checked JSON, with the quotes around it.</param>
    /// <returns>How many bytes were written; never more than the string has in the JSON.</returns>
    public static int Copy(ReadOnlySpan<byte> quoted, Span<byte> destination)
    {
        var text = quoted[1..^1];

        if (text.Contains((byte)'\\'))
        {
            return Clean(destination[..CopyUnescaped(quoted, destination)]);
        }

        text.CopyTo(destination);
        return Clean(destination[..text.Length]);
    }

    /// <summary>A name or string, as it stands between its quotes, with its escapes undone.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text;
        }

        var room = new byte[text.Length];
        return room.AsSpan(0, CopyUnescaped([(byte)'"', .. text, (byte)'"'], room));
    }

    /// <summary>Copies a name or string with its escapes undone, and as it is otherwise.</summary>
    public static int CopyUnescaped(ReadOnlySpan<byte> quoted, Span<byte> destination)
    {
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return CopyUnescaped(ref reader, destination);
    }

    /// <summary>The same for the name or string that the reader stands on.</summary>
    public static int CopyUnescaped(scoped ref Utf8JsonReader reader, Span<byte> destination)
    {
        try
        {
            return reader.CopyString(destination);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which JSON can say and Unicode cannot.
            return CopyBroken(reader.ValueSpan, destination);
        }
    }

    private static int CopyBroken(ReadOnlySpan<byte> escaped, Span<byte> destination)
    {
        var text = new StringBuilder();

        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                var next = escaped[i..].IndexOf((byte)'\\');
                var plain = next < 0 ? escaped[i..] : escaped.Slice(i, next);
                // Bytes that are no UTF-8 would become three each.
                text.Append(Encoding.UTF8.GetString(plain).Replace('\ufffd', '?'));
                i += plain.Length - 1;
                continue;
            }

            i++;
            var escape = escaped[i];

            if (escape == 'u')
            {
                text.Append((char)Convert.ToUInt16(Encoding.ASCII.GetString(escaped.Slice(i + 1, 4)), 16));
                i += 4;
                continue;
            }

            text.Append(escape switch
            {
                (byte)'n' => '\n',
                (byte)'t' => '\t',
                (byte)'r' => '\r',
                (byte)'b' or (byte)'f' => ' ',
                _ => (char)escape,
            });
        }

        // The encoder writes U+FFFD, three bytes, for each half pair, which took six.
        return Encoding.UTF8.GetBytes(text.ToString(), destination);
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
