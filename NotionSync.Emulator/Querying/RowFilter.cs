using System.Text.Json.Nodes;
using NotionSync.Emulator.Api;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Querying;

/// <summary>The filter of a data source query, checked against the schema and made into a test of a row.</summary>
internal sealed class RowFilter(JsonObject schema, DateTimeOffset now)
{
    /// <summary>Compound filters nest at most this deep (developers.notion.com/reference/filter-data-source-entries).</summary>
    private const int MaxDepth = 2;

    /// <exception cref="NotionException">The filter is malformed or names a property that the data source does not have.</exception>
    public Predicate<Entity> Compile(JsonNode? filter) => filter is null ? _ => true : Compile(filter, "body.filter", 0);

    private Predicate<Entity> Compile(JsonNode? filter, string path, int depth)
    {
        if (filter is not JsonObject json)
        {
            throw NotionException.Validation($"body failed validation: {path} should be an object, instead was `{filter?.ToJsonString() ?? "null"}`.");
        }

        foreach (var name in (string[])["and", "or"])
        {
            if (json[name] is JsonArray parts)
            {
                if (depth >= MaxDepth)
                {
                    throw NotionException.Validation($"body failed validation: {path}.{name} should be not present, instead was `{parts.ToJsonString()}`.");
                }

                var tests = parts.Select((part, index) => Compile(part, $"{path}.{name}[{index}]", depth + 1)).ToArray();
                return name == "and" ? row => tests.All(test => test(row)) : row => tests.Any(test => test(row));
            }
        }

        return (string?)json["timestamp"] is { } timestamp ? CompileTimestamp(json, timestamp, path) : CompileProperty(json, path);
    }

    private Predicate<Entity> CompileTimestamp(JsonObject json, string timestamp, string path)
    {
        if (timestamp is not ("created_time" or "last_edited_time"))
        {
            throw NotionException.Validation($"body failed validation: {path}.timestamp should be `\"created_time\"` or `\"last_edited_time\"`, instead was `\"{timestamp}\"`.");
        }

        var condition = json[timestamp] as JsonObject
            ?? throw NotionException.Validation($"body failed validation: {path}.{timestamp} should be defined, instead was `undefined`.");
        var test = new PropertyCondition(now).Compile(timestamp, condition, $"{path}.{timestamp}");
        return row => test(row.Json[timestamp]);
    }

    private Predicate<Entity> CompileProperty(JsonObject json, string path)
    {
        if ((string?)json["property"] is not { } wanted)
        {
            throw NotionException.Validation($"body failed validation: {path}.property should be defined, instead was `undefined`.");
        }

        var name = FindProperty(schema, wanted);
        var type = (string)schema[name]!["type"]!;
        var (given, condition) = json.FirstOrDefault(property => property.Key is not ("property" or "type"));

        if (condition is not JsonObject conditions)
        {
            throw NotionException.Validation($"body failed validation: {path}.{type} should be defined, instead was `undefined`.");
        }

        if (given != type && !(given == "text" && type is "title" or "rich_text"))
        {
            throw NotionException.Validation($"database property {type} does not match filter {given}");
        }

        var test = new PropertyCondition(now).Compile(type, conditions, $"{path}.{given}");
        return row => test(row.Json["properties"]?[name]?[type]);
    }

    /// <summary>The name of the property with this name or id.</summary>
    public static string FindProperty(JsonObject schema, string nameOrId)
        => schema.ContainsKey(nameOrId)
            ? nameOrId
            : schema.FirstOrDefault(property => (string?)property.Value?["id"] == nameOrId || PropertyFilter.IsId(property.Value, nameOrId)).Key
                ?? throw NotionException.Validation($"Could not find property with name or id: {nameOrId}");
}
