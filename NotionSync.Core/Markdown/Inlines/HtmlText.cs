namespace NotionSync.Markdown.Inlines;

/// <summary>Writes text into an HTML block, whose lines Markdown does not read and which an empty line would end.</summary>
internal static class HtmlText
{
    public static void Write(ReadOnlySpan<byte> text, MarkdownWriter writer)
    {
        while (true)
        {
            var special = text.IndexOfAny("<>&\n"u8);

            if (special < 0)
            {
                writer.Append(text);
                return;
            }

            writer.Append(text[..special]);

            writer.Append(text[special] switch
            {
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'&' => "&amp;"u8,
                _ => "<br>"u8,
            });

            text = text[(special + 1)..];
        }
    }
}
