using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Nango;

/// <summary>JSON with the properties of every object in the order of their names, as Nango sends and signs it.</summary>
internal static class KeySortedJson
{
    public static byte[] BytesOf(JsonNode json) => RenderedJson.BytesOf(Sort(json)!);

    private static JsonNode? Sort(JsonNode? json) => json switch
    {
        JsonObject properties => new JsonObject(properties
            .OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => KeyValuePair.Create(property.Key, Sort(property.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sort)]),
        _ => json?.DeepClone(),
    };
}
