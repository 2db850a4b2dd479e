using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotionSync.Notion;

/// <summary>Writes an id with dashes; reads it with or without, or as a Notion URL.</summary>
public sealed class NotionIdJsonConverter : JsonConverter<NotionId>
{
    public override NotionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => reader.TokenType == JsonTokenType.String && NotionId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException("This is neither a Notion id nor a Notion URL.");

    public override void Write(Utf8JsonWriter writer, NotionId value, JsonSerializerOptions options)
        => writer.WriteStringValue(value.Value);
}
