using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotionSync.Tests.OpenApi;

/// <summary>A request and its answer, as a block of <c>http</c> in docs/api.md.</summary>
internal sealed partial record ApiExample(string Method, string Path, string Headers, string? Body, int Status, string AnswerHeaders, string? Answer)
{
    public static IReadOnlyList<ApiExample> ReadAll(string markdown)
        => [.. Block().Matches(markdown).Select(match => new ApiExample(
            match.Groups["method"].Value,
            match.Groups["path"].Value,
            match.Groups["headers"].Value,
            Text(match.Groups["body"]),
            int.Parse(match.Groups["status"].Value, System.Globalization.CultureInfo.InvariantCulture),
            match.Groups["answerHeaders"].Value,
            Text(match.Groups["answer"])))];

    /// <summary>Whether an answer has what is expected; a text in braces that has no value yet takes the answer's.</summary>
    public static string? Differs(JsonNode? expected, JsonNode? found, Dictionary<string, string> values, string path = "$")
    {
        switch (expected)
        {
            case JsonObject members:
                return found is not JsonObject other
                    ? $"{path} is {found?.ToJsonString() ?? "null"}"
                    : members.Select(member => Differs(member.Value, other[member.Key], values, $"{path}.{member.Key}")).FirstOrDefault(difference => difference is not null);

            case JsonArray { Count: 0 }:
                return found is JsonArray { Count: 0 } ? null : $"{path} is not empty: {found?.ToJsonString()}";

            case JsonArray items:
                return found is JsonArray list && list.Count >= items.Count
                    ? items.Select((item, index) => Differs(item, list[index], values, $"{path}[{index}]")).FirstOrDefault(difference => difference is not null)
                    : $"{path} has too few items";

            case JsonValue value when value.TryGetValue<string>(out var text) && Name().Match(text) is { Success: true } name && !values.ContainsKey(name.Groups["name"].Value):
                values[name.Groups["name"].Value] = found!.GetValue<string>();
                return null;

            case JsonValue value when value.TryGetValue<string>(out var text):
                return found?.GetValue<string>() == Fill(text, values) ? null : $"{path} is {found?.ToJsonString() ?? "null"}, not {Fill(text, values)}";

            default:
                return JsonNode.DeepEquals(expected, found) ? null : $"{path} is {found?.ToJsonString() ?? "null"}, not {expected?.ToJsonString() ?? "null"}";
        }
    }

    public static string Fill(string text, Dictionary<string, string> values)
        => values.Aggregate(text, (filled, value) => filled.Replace($"{{{value.Key}}}", value.Value, StringComparison.Ordinal));

    private static string? Text(Group group) => group.Success && group.Value.Trim() is { Length: > 0 } text ? text : null;

    [GeneratedRegex(@"```http\n(?<method>[A-Z]+) (?<path>\S+)\n(?<headers>(?:[\w-]+: [^\n]*\n)*)\n(?:(?<body>\{[^\n]*\n)\n)?HTTP/1\.1 (?<status>\d+)\n(?<answerHeaders>(?:[\w-]+: [^\n]*\n)*)(?:\n(?<answer>\{.*?\}\n))?```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\{(?<name>\w+)\}$")]
    private static partial Regex Name();
}
