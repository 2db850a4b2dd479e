using System.Text.Json;
using System.Text.RegularExpressions;
using NotionSync.Notion;

namespace NotionSync.Actions;

/// <summary>A request in the caller's own words. Method and path have one plain spelling; anything else is refused before it is anything.</summary>
internal sealed partial record RawRequest(HttpMethod Method, string Path, ReadOnlyMemory<byte> Body, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private static readonly string[] AllowedHeaders = ["Accept", "Notion-Version"];

    /// <summary>Whether it only reads: what the guarded client lets pass.</summary>
    public bool IsRead => Method == HttpMethod.Get || (Method == HttpMethod.Post && ReadOnlyGuardHandler.IsReadingPost($"/{Path.Split('?')[0]}"));

    /// <exception cref="ProblemException"><c>invalid_input</c>.</exception>
    public static RawRequest Read(ActionInput input)
    {
        var path = input.Text("path")!;

        // Letters, digits and what ids of properties need; no dots, no encoded slash, dot, backslash or percent sign.
        if (path.Length > 500 || !PlainPath().IsMatch(path) || HiddenCharacter().IsMatch(path))
        {
            throw ActionInput.Invalid("'path' must be a plain path below /v1, such as /users/me; parameters stand in 'query'.");
        }

        var query = string.Join('&', input.Get("query").Properties().Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(TextOf(parameter.Value, "query"))}"));
        var headers = input.Get("headers").Properties().Select(header => KeyValuePair.Create(header.Name, TextOf(header.Value, "headers"))).ToList();

        if (headers.Find(header => !AllowedHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase) || header.Value.Any(character => character is < ' ' or > '~')) is { Key: { } refused })
        {
            throw ActionInput.Invalid($"The header '{refused}' cannot be set here.");
        }

        return new(new(input.Text("method")!), $"v1{path}{(query.Length > 0 ? "?" : string.Empty)}{query}", input.Json("body"), headers);
    }

    public NotionCall ToCall() => new("raw", IsListing: false, _ => new(Method, Path, Body.IsEmpty ? null : Body.ToArray()) { Headers = Headers }) { IsRepeatable = IsRead };

    private static string TextOf(JsonElement value, string name)
        => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => throw ActionInput.Invalid($"The values of '{name}' must be texts."),
        };

    [GeneratedRegex(@"\A(/([A-Za-z0-9_~-]|%[0-9A-Fa-f]{2})+)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainPath();

    [GeneratedRegex("%(2[EeFf5]|5[Cc]|[01][0-9A-Fa-f]|7[Ff]|[89A-Fa-f][0-9A-Fa-f])", RegexOptions.CultureInvariant)]
    private static partial Regex HiddenCharacter();
}
