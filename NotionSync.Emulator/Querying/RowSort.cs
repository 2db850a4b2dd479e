using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Querying;

/// <summary>The sorts of a data source query; the first counts most, rows without a value come last.</summary>
internal static class RowSort
{
    public static List<Entity> Apply(IEnumerable<Entity> rows, JsonObject schema, JsonNode? sorts)
    {
        IOrderedEnumerable<Entity>? ordered = null;

        foreach (var sort in sorts as JsonArray ?? [])
        {
            var read = Key(schema, sort);
            var isDescending = (string?)sort?["direction"] == "descending";
            var present = (Entity row) => read(row) is null ? 1 : 0;

            ordered = ordered is null ? rows.OrderBy(present) : ordered.ThenBy(present);
            ordered = isDescending
                ? ordered.ThenByDescending(read, SortKeyComparer.Instance)
                : ordered.ThenBy(read, SortKeyComparer.Instance);
        }

        return [.. ordered ?? rows];
    }

    private static Func<Entity, object?> Key(JsonObject schema, JsonNode? sort)
    {
        if ((string?)sort?["timestamp"] is { } timestamp)
        {
            return timestamp is "created_time" or "last_edited_time"
                ? row => (string?)row.Json[timestamp]
                : throw NotionException.Validation($"body failed validation: body.sorts.timestamp should be `\"created_time\"` or `\"last_edited_time\"`, instead was `\"{timestamp}\"`.");
        }

        var name = RowFilter.FindProperty(schema, (string?)sort?["property"]
            ?? throw NotionException.Validation("body failed validation: body.sorts[0].property should be defined, instead was `undefined`."));
        var type = (string)schema[name]!["type"]!;
        var options = (schema[name]![type]?["options"] as JsonArray)?.Select(option => (string?)option?["name"]).ToList() ?? [];

        return row => Value(type, row.Json["properties"]?[name]?[type], options);
    }

    // Options sort in the order of the schema, as in Notion.
    private static object? Value(string type, JsonNode? value, List<string?> options) => type switch
    {
        "title" or "rich_text" => RichText.Plain(value) is { Length: > 0 } text ? text : null,
        "select" or "status" => value is null ? null : (double)options.IndexOf((string?)value["name"]),
        "date" => (string?)value?["start"],
        "unique_id" => JsonNumber.Read(value?["number"]),
        "formula" or "rollup" => value?[(string?)value["type"] ?? ""] is JsonValue plain ? Plain(plain) : null,
        _ => value is JsonValue simple ? Plain(simple) : null,
    };

    private static object? Plain(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.Number => JsonNumber.Read(value),
        JsonValueKind.True => 1d,
        JsonValueKind.False => 0d,
        JsonValueKind.String => (string?)value,
        _ => null,
    };

    private sealed class SortKeyComparer : IComparer<object?>
    {
        public static readonly SortKeyComparer Instance = new();

        public int Compare(object? left, object? right) => (left, right) switch
        {
            (double a, double b) => a.CompareTo(b),
            (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
            _ => 0,
        };
    }
}
