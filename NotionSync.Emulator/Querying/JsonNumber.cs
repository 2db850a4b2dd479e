using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Querying;

internal static class JsonNumber
{
    /// <summary>The number in a node, whatever .NET type it was made from; null when it is none.</summary>
    public static double? Read(JsonNode? node)
        => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;
}
