using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotionSync.Notion;

/// <summary>Reads from JSON in which anything may be missing, null or of another kind.</summary>
internal static partial class JsonElementExtensions
{
    public static JsonElement Get(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
        }
        catch (InvalidOperationException)
        {
            // A property beside it has a name that is no text.
            return element.EnumerateObject().LastOrDefault(property => property.ReadName() == name).Value;
        }
    }

    /// <summary>The property's name, with U+FFFD for what is no text.</summary>
    public static string ReadName(this JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Mend($"\"{Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property))}\"");
        }
    }

    public static string? GetText(this JsonElement element, string name)
        => element.Get(name) is { ValueKind: JsonValueKind.String } value ? value.ReadText() : null;

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
    {
        try
        {
            return element.Get(name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static NotionId? GetId(this JsonElement element, string name)
        => Guid.TryParse(element.GetText(name), out var id) ? new NotionId(id) : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element)
        => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static IEnumerable<JsonProperty> Properties(this JsonElement element)
        => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : [];

    /// <summary>The string, with U+FFFD for what is no text.</summary>
    public static string? ReadText(this JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, as programs leave it that cut texts by length: valid JSON, but no valid text.
            return Mend(value.GetRawText());
        }
    }

    private static string Mend(string quoted)
        => JsonSerializer.Deserialize<string>(SurrogateEscapes().Replace(quoted, match => match.Groups["half"].Success ? "\\uFFFD" : match.Value))!;

    [GeneratedRegex(@"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})")]
    private static partial Regex SurrogateEscapes();
}
