using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>Rich text, as Notion's arrays of runs.</summary>
internal static class RichText
{
    public static string Plain(JsonNode? runs)
        => runs is JsonArray array ? string.Concat(array.Select(run => (string?)run?["plain_text"])) : "";

    public static JsonArray Of(string text) => text.Length == 0 ? [] : [Run(text)];

    public static JsonObject Run(string text, JsonObject? annotations = null, string? link = null) => new()
    {
        ["type"] = "text",
        ["text"] = new JsonObject
        {
            ["content"] = text,
            ["link"] = link is null ? null : new JsonObject { ["url"] = link },
        },
        ["annotations"] = Annotations(annotations),
        ["plain_text"] = text,
        ["href"] = link,
    };

    /// <summary>All annotations, the given ones over the defaults.</summary>
    public static JsonObject Annotations(JsonObject? given)
    {
        var annotations = new JsonObject
        {
            ["bold"] = false,
            ["italic"] = false,
            ["strikethrough"] = false,
            ["underline"] = false,
            ["code"] = false,
            ["color"] = "default",
        };

        foreach (var (name, value) in given ?? [])
        {
            annotations[name] = value?.DeepClone();
        }

        return annotations;
    }
}
