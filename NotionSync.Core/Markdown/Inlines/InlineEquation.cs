namespace NotionSync.Markdown.Inlines;

/// <summary>Writes an equation within text, between dollar signs.</summary>
internal static class InlineEquation
{
    public static void Write(ReadOnlySpan<byte> expression, InlineContext context, MarkdownWriter writer)
    {
        // "\$" would not end the equation.
        var needsPadding = expression[^1] == '\\';

        writer.Append((byte)'$');
        WritePadding(needsPadding, writer);

        if ((context & InlineContext.Html) != 0)
        {
            HtmlText.Write(expression, writer);
        }
        else
        {
            WriteTex(expression, inTable: (context & InlineContext.Cell) != 0, writer);
        }

        WritePadding(needsPadding, writer);
        writer.Append((byte)'$');
    }

    private static void WriteTex(ReadOnlySpan<byte> expression, bool inTable, MarkdownWriter writer)
    {
        for (var i = 0; i < expression.Length; i++)
        {
            var value = expression[i];

            if (value == '\\' && i + 1 < expression.Length)
            {
                writer.Append(value);
                writer.Append(expression[++i]);
            }
            else if (value == '$')
            {
                writer.Append("\\$"u8);
            }
            else if (value == '\n')
            {
                writer.Append((byte)' ');
            }
            else if (value == '|' && inTable)
            {
                // The same sign to TeX; a pipe would end the cell.
                writer.Append("\\vert"u8);

                if (i + 1 < expression.Length && char.IsAsciiLetter((char)expression[i + 1]))
                {
                    writer.Append((byte)' ');
                }
            }
            else
            {
                writer.Append(value);
            }
        }
    }

    private static void WritePadding(bool isNeeded, MarkdownWriter writer)
    {
        if (isNeeded)
        {
            writer.Append((byte)' ');
        }
    }
}
