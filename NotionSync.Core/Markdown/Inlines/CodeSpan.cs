using System.Globalization;

namespace NotionSync.Markdown.Inlines;

/// <summary>Writes inline code: back-ticks where they can hold the text, a <c>code</c> element where not.</summary>
internal static class CodeSpan
{
    public static void Write(ReadOnlySpan<byte> code, InlineContext context, bool isInLink, MarkdownWriter writer)
    {
        if ((context & InlineContext.Html) != 0)
        {
            writer.Append("<code>"u8);
            HtmlText.Write(code, writer);
            writer.Append("</code>"u8);
            return;
        }

        // Markdown makes a space of a line break in code, some table parsers end a cell at any pipe, and brackets with a
        // colon can make a paragraph the definition of a link.
        var needsElement = code.Contains((byte)'\n')
            || ((context & InlineContext.Cell) != 0 && code.Contains((byte)'|'))
            || (isInLink && code.IndexOf("]:"u8) >= 0);

        if (needsElement)
        {
            WriteElement(code, writer);
            return;
        }

        var fence = LongestRun(code, (byte)'`') + 1;
        var isAllSpaces = code.IndexOfAnyExcept((byte)' ') < 0;
        var needsPadding = !isAllSpaces && (code[0] == '`' || code[^1] == '`' || (code[0] == ' ' && code[^1] == ' '));

        writer.AppendRepeated((byte)'`', fence);
        WritePadding(needsPadding, writer);
        writer.Append(code);
        WritePadding(needsPadding, writer);
        writer.AppendRepeated((byte)'`', fence);
    }

    /// <summary>The length of the longest run of the byte in the text.</summary>
    public static int LongestRun(ReadOnlySpan<byte> text, byte value)
    {
        var longest = 0;

        while (true)
        {
            var start = text.IndexOf(value);

            if (start < 0)
            {
                return longest;
            }

            text = text[start..];
            var length = text.IndexOfAnyExcept(value);
            length = length < 0 ? text.Length : length;
            longest = Math.Max(longest, length);
            text = text[length..];
        }
    }

    private static void WritePadding(bool isNeeded, MarkdownWriter writer)
    {
        if (isNeeded)
        {
            writer.Append((byte)' ');
        }
    }

    // Markdown is read inside of inline elements, so every punctuation mark is written as a character reference.
    private static void WriteElement(ReadOnlySpan<byte> code, MarkdownWriter writer)
    {
        writer.Append("<code>"u8);

        foreach (var value in code)
        {
            if (value == '\n')
            {
                writer.Append("<br>"u8);
            }
            else if (char.IsPunctuation((char)value) || char.IsSymbol((char)value) ? value < 0x80 : false)
            {
                writer.Append(string.Create(CultureInfo.InvariantCulture, $"&#{(int)value};"));
            }
            else
            {
                writer.Append(value);
            }
        }

        writer.Append("</code>"u8);
    }
}
