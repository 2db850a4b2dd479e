using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotionSync.Tests.Streams;

/// <summary>
/// Validates by the part of JSON Schema, draft 7, that the schemas here use. A keyword it does not know fails, so that no
/// schema is taken for stricter than it is checked.
/// </summary>
internal sealed class JsonSchema(JsonObject root)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "title", "description", "definitions", "default", "examples", "order", "airbyte_secret"];

    /// <summary>What is wrong with a value, each with its place; empty: nothing.</summary>
    public IReadOnlyList<string> Check(JsonNode? value) => [.. Check(root, value, "$")];

    private IEnumerable<string> Check(JsonNode schema, JsonNode? value, string path)
    {
        foreach (var (keyword, rule) in schema.AsObject())
        {
            foreach (var error in CheckKeyword(schema.AsObject(), keyword, rule!, value, path))
            {
                yield return error;
            }
        }
    }

    private IEnumerable<string> CheckKeyword(JsonObject schema, string keyword, JsonNode rule, JsonNode? value, string path)
    {
        switch (keyword)
        {
            case "$ref":
                return Check(Resolve((string)rule!), value, path);
            case "type":
                var types = rule is JsonArray several ? several.Select(type => (string)type!) : [(string)rule!];
                return Unless(types.Any(type => IsOfType(value, type)), $"{path} is {Describe(value)}, not {rule.ToJsonString()}");
            case "enum":
                return Unless(rule.AsArray().Any(one => JsonNode.DeepEquals(one, value)), $"{path} is {Describe(value)}, none of {rule.ToJsonString()}");
            case "const":
                return Unless(JsonNode.DeepEquals(rule, value), $"{path} is not {rule.ToJsonString()}");
            case "not":
                return Unless(Check(rule, value, path).Any(), $"{path} is {Describe(value)}, which is excluded");
            case "oneOf":
                var fitting = rule.AsArray().Count(one => !Check(one!, value, path).Any());
                return Unless(fitting == 1, $"{path} fits {fitting} of the alternatives");
            case "required":
                return value is JsonObject given ? rule.AsArray().Where(name => !given.ContainsKey((string)name!)).Select(name => $"{path}.{name} is missing") : [];
            case "properties":
                return value is JsonObject whole
                    ? rule.AsObject().Where(property => whole.ContainsKey(property.Key)).SelectMany(property => Check(property.Value!, whole[property.Key], $"{path}.{property.Key}"))
                    : [];
            case "additionalProperties":
                return value is JsonObject all && rule is JsonValue && !(bool)rule!
                    ? all.Where(property => schema["properties"]?.AsObject().ContainsKey(property.Key) != true).Select(property => $"{path}.{property.Key} is not allowed")
                    : [];
            case "items":
                return value is JsonArray items ? items.SelectMany((item, index) => Check(rule, item, $"{path}[{index}]")) : [];
            case "minItems":
                return Unless(value is not JsonArray array || array.Count >= (int)rule!, $"{path} has too few items");
            case "maxItems":
                return Unless(value is not JsonArray longer || longer.Count <= (int)rule!, $"{path} has too many items");
            case "minLength":
                return Unless(!IsOfType(value, "string") || ((string)value!).Length >= (int)rule!, $"{path} is too short");
            case "minimum":
                return Unless(!IsOfType(value, "number") || (double)value! >= (double)rule!, $"{path} is too small");
            case "maximum":
                return Unless(!IsOfType(value, "number") || (double)value! <= (double)rule!, $"{path} is too large");
            case "pattern":
                return Unless(!IsOfType(value, "string") || Regex.IsMatch((string)value!, (string)rule!), $"{path} does not match {rule}");
            case "format":
                return Unless(!IsOfType(value, "string") || IsOfFormat((string)value!, (string)rule!), $"{path} is no {rule}");
            default:
                return Unless(Annotations.Contains(keyword), $"The schema at {path} has the keyword {keyword}, which is not checked here");
        }
    }

    private JsonNode Resolve(string reference)
        => reference.StartsWith("#/", StringComparison.Ordinal)
            ? reference[2..].Split('/').Aggregate((JsonNode)root, (node, name) => node[name] ?? throw new InvalidOperationException($"There is no {reference}."))
            : throw new InvalidOperationException($"{reference} lies elsewhere.");

    private static bool IsOfType(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("null", null) => true,
        ("object", System.Text.Json.JsonValueKind.Object) => true,
        ("array", System.Text.Json.JsonValueKind.Array) => true,
        ("string", System.Text.Json.JsonValueKind.String) => true,
        ("boolean", System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) => true,
        ("number", System.Text.Json.JsonValueKind.Number) => true,
        ("integer", System.Text.Json.JsonValueKind.Number) => value!.ToJsonString() is var text && !text.Contains('.', StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsOfFormat(string value, string format) => format switch
    {
        "uuid" => Guid.TryParseExact(value, "D", out _),
        "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && value.Contains('T', StringComparison.Ordinal),
        "uri" => Uri.TryCreate(value, UriKind.Absolute, out _),
        _ => throw new InvalidOperationException($"The format {format} is not checked here."),
    };

    private static IEnumerable<string> Unless(bool isRight, string error) => isRight ? [] : [error];

    private static string Describe(JsonNode? value) => value?.ToJsonString() is { } text ? text[..Math.Min(text.Length, 80)] : "null";
}
