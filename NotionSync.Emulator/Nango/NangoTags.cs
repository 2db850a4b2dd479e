using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotionSync.Emulator.Nango;

/// <summary>Nango's rules for tags: at most ten; keys of at most 64 characters, kept in lower case; values of 1-255.</summary>
internal static partial class NangoTags
{
    private const int MaxTags = 10;
    private const int MaxValue = 255;

    /// <exception cref="NangoException"><c>invalid_body</c></exception>
    public static JsonObject Read(JsonNode? json)
    {
        if (json is null)
        {
            return [];
        }

        var given = json as JsonObject ?? throw NangoException.InvalidBody("tags", "Expected object");
        var tags = new JsonObject();

        if (given.Count > MaxTags)
        {
            throw NangoException.InvalidBody("tags", $"Tags cannot contain more than {MaxTags} keys");
        }

        foreach (var (key, value) in given)
        {
            if (!Key().IsMatch(key) || !tags.TryAdd(key.ToLowerInvariant(), Value(key, value)))
            {
                throw NangoException.InvalidBody($"tags.{key}", "Invalid tag key");
            }
        }

        return tags;
    }

    private static JsonValue Value(string key, JsonNode? value)
        => (string?)value is { Length: > 0 and <= MaxValue } text ? JsonValue.Create(text) : throw NangoException.InvalidBody($"tags.{key}", "Invalid tag value");

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9_\-./]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
