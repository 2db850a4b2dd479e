using System.Text.Json;

namespace NotionSync.Markdown.Inlines;

/// <summary>
/// Reads what a mention says beyond its plain text: where it leads, and a text for the case that it has none.
/// A kind of mention that is not known keeps its plain text.
/// </summary>
internal static class MentionReader
{
    public static void Read(ref TokenReader reader, ref RichTextReader.Item item)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();

            switch (name)
            {
                case var _ when name.SequenceEqual("page"u8) || name.SequenceEqual("database"u8) || name.SequenceEqual("data_source"u8):
                    item.PageId = RichTextReader.StringOf(ref reader, "id"u8);
                    item.IsPage = item.PageId.Length > 0;
                    break;
                case var _ when name.SequenceEqual("link_preview"u8):
                    item.Link = RichTextReader.StringOf(ref reader, "url"u8);
                    item.Fallback = item.Link;
                    break;
                case var _ when name.SequenceEqual("link_mention"u8):
                    ReadLinkMention(ref reader, ref item);
                    break;
                case var _ when name.SequenceEqual("user"u8) || name.SequenceEqual("custom_emoji"u8):
                    item.Fallback = RichTextReader.StringOf(ref reader, "name"u8);
                    break;
                case var _ when name.SequenceEqual("date"u8):
                    item.Fallback = RichTextReader.StringOf(ref reader, "start"u8);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static void ReadLinkMention(ref TokenReader reader, ref RichTextReader.Item item)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();

            if (name.SequenceEqual("href"u8))
            {
                item.Link = RichTextReader.StringAt(ref reader);
            }
            else if (name.SequenceEqual("title"u8))
            {
                // What Notion shows; plain_text only repeats the URL, which the link keeps.
                item.Title = RichTextReader.StringAt(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
