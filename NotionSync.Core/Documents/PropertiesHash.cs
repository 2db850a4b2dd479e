using System.Security.Cryptography;
using System.Text.Json;

namespace NotionSync.Documents;

/// <summary>Tells whether a page's properties changed.</summary>
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
        => Convert.ToHexStringLower(SHA256.HashData(StableProperties.Of(properties).Span).AsSpan(0, 16));
}
