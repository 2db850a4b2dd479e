using System.Text.Json;
using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>What a document keeps of the Notion object behind it.</summary>
internal static class Sources
{
    public static DocumentSource Of(NotionObject source, string connectionId)
        => new(source.Kind, source.Id, source.Url, connectionId, source.CreatedAt, source.LastEditedAt, source.Parent, source.Icon, source.CoverUrl);

    /// <summary>The object's <c>properties</c> without what ends within the hour; empty where it has none.</summary>
    public static ReadOnlyMemory<byte> Properties(NotionObject source)
    {
        if (source.Json.IsEmpty)
        {
            return default;
        }

        using var json = JsonDocument.Parse(source.Json);

        return json.RootElement.TryGetProperty("properties", out var properties)
            ? StableProperties.Of(properties)
            : default;
    }
}
