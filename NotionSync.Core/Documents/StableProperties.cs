using System.Text.Json;
using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Documents;

/// <summary>
/// A page's properties as they may be stored: without what differs at each reading though nobody edited, the signatures
/// of file addresses and when they end.
/// </summary>
internal static class StableProperties
{
    public static ReadOnlyMemory<byte> Of(JsonElement properties)
    {
        using var bytes = new MemoryStream();

        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(writer, properties);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();

                foreach (var property in value.EnumerateObject().Where(property => !property.NameEquals("expiry_time")))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();

                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = value.ReadText()!;
                writer.WriteStringValue(IsAddress(text) ? SignedUrl.WithoutSignature(text) : text);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    // A text that holds an address has more to lose behind it.
    private static bool IsAddress(string text) => text.StartsWith("http", StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace);
}
