using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotionSync.Notion;

/// <summary>Reads from JSON in which anything may be missing, null or of another kind.</summary>
internal static partial class JsonElementExtensions
{
    public static JsonElement Get(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static string? GetText(this JsonElement element, string name)
        => element.Get(name) is { ValueKind: JsonValueKind.String } value ? ReadText(value) : null;

    public static bool? GetFlag(this JsonElement element, string name)
        => element.Get(name).ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    public static long? GetInteger(this JsonElement element, string name)
        => element.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static DateTimeOffset? GetTime(this JsonElement element, string name)
        => element.Get(name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;

    public static NotionId? GetId(this JsonElement element, string name)
        => Guid.TryParse(element.GetText(name), out var id) ? new NotionId(id) : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element)
        => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Properties(this JsonElement element)
        => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : [];

    private static string? ReadText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, as programs leave it that cut texts by length: valid JSON, but no valid text.
            var json = SurrogateEscapes().Replace(value.GetRawText(), match => match.Groups["half"].Success ? "\\uFFFD" : match.Value);
            return JsonSerializer.Deserialize<string>(json);
        }
    }

    [GeneratedRegex(@"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})")]
    private static partial Regex SurrogateEscapes();
}
