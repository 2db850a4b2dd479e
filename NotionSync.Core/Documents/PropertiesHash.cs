using System.Security.Cryptography;
using System.Text.Json;

namespace NotionSync.Documents;

/// <summary>
/// Tells whether a page's properties changed. Leaves out what differs at each reading though nobody edited: the
/// signatures of file addresses and when they end.
/// </summary>
public static class PropertiesHash
{
    /// <param name="properties">The JSON as Notion gave it; empty where there is none.</param>
    /// <returns>32 hexadecimal digits; empty for nothing.</returns>
    public static string Of(ReadOnlyMemory<byte> properties)
    {
        if (properties.IsEmpty)
        {
            return string.Empty;
        }

        using var json = JsonDocument.Parse(properties);
        return Of(json.RootElement);
    }

    public static string Of(JsonElement properties)
    {
        using var bytes = new MemoryStream();

        using (var writer = new Utf8JsonWriter(bytes))
        {
            Write(writer, properties);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).AsSpan(0, 16));
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
            case JsonValueKind.String when value.GetString() is { } text && text.Contains("X-Amz-", StringComparison.Ordinal):
                writer.WriteStringValue(text.Split('?', 2)[0]);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
