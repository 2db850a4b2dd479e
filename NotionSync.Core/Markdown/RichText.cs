using NotionSync.Markdown.Inlines;

namespace NotionSync.Markdown;

/// <summary>Reads rich text that stands on its own: titles, property values, comments.</summary>
internal static class RichText
{
    public static void Read(ReadOnlyMemory<byte> json, RunList runs)
    {
        var reader = new TokenReader(json.Span);
        runs.Clear();

        if (!json.IsEmpty && reader.Read())
        {
            RichTextReader.Read(ref reader, json.Span, runs);
        }
    }

    public static string PlainText(ReadOnlyMemory<byte> json)
    {
        var runs = new RunList();
        Read(json, runs);
        return runs.PlainText();
    }
}
