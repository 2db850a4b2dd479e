using System.Buffers;
using System.Text.Json;

namespace NotionSync.Notion;

/// <summary>Writes a list as an answer that can be kept and read again by <see cref="NotionJson.ReadList{T}"/>.</summary>
public static class NotionListJson
{
    public static ReadOnlyMemory<byte> Write(NotionList<NotionObject> list)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes);

        writer.WriteStartObject();
        writer.WriteStartArray("results");

        foreach (var item in list.Items)
        {
            writer.WriteRawValue(item.Json.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteString("next_cursor", list.NextCursor);

        if (list.Incomplete)
        {
            writer.WriteStartObject("request_status");
            writer.WriteString("type", "incomplete");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenMemory;
    }
}
