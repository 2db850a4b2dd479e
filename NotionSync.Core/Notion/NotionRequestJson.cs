using System.Buffers;
using System.Text.Json;

namespace NotionSync.Notion;

/// <summary>Writes the body of a paginated POST.</summary>
internal static class NotionRequestJson
{
    public static byte[] Write(int pageSize, string? cursor, Action<Utf8JsonWriter> writeRest)
    {
        var buffer = new ArrayBufferWriter<byte>();

        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeRest(writer);
            writer.WriteNumber("page_size", pageSize);

            if (cursor is not null)
            {
                writer.WriteString("start_cursor", cursor);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
