using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// Rich text in its short forms: a string is plain text; in an array a string is a plain run, an object with
/// <c>type</c> is a run as Notion has it, and an object without is a short one (<c>text</c> with annotations and
/// <c>link</c>, <c>equation</c>, or <c>mention</c>).
/// </summary>
internal sealed class CompactText(WorldKeys keys)
{
    public JsonArray Read(JsonNode? text) => text switch
    {
        null => [],
        JsonValue value when value.GetValueKind() == JsonValueKind.String => RichText.Of((string)value!),
        JsonArray runs => [.. runs.Select(ReadRun)],
        JsonObject run => [ReadRun(run)],
        _ => throw new FormatException($"Not a text: {text.ToJsonString()}"),
    };

    private JsonObject ReadRun(JsonNode? run) => run switch
    {
        JsonObject full when full["type"] is not null => Complete(full.DeepClone().AsObject()),
        JsonObject brief when brief["equation"] is { } equation => Equation((string)equation!, brief),
        JsonObject brief when brief["mention"] is JsonObject mention => Mention(mention, brief),
        JsonObject brief => RichText.Run((string?)brief["text"] ?? "", AnnotationsOf(brief), Link(brief)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => RichText.Run((string)value!),
        _ => throw new FormatException($"Not a run of text: {run?.ToJsonString() ?? "null"}"),
    };

    private static JsonObject Complete(JsonObject run)
    {
        run["annotations"] = RichText.Annotations(run["annotations"] as JsonObject);
        run["plain_text"] ??= (string?)run["text"]?["content"] ?? "";
        run["href"] ??= null;
        return run;
    }

    private static JsonObject Equation(string expression, JsonObject brief) => new()
    {
        ["type"] = "equation",
        ["equation"] = new JsonObject { ["expression"] = expression },
        ["annotations"] = RichText.Annotations(AnnotationsOf(brief)),
        ["plain_text"] = expression,
        ["href"] = null,
    };

    // Short mentions: {"page": key}, {"database": key}, {"user": key} or any other type with its content as Notion has it.
    private JsonObject Mention(JsonObject mention, JsonObject brief)
    {
        var (type, content) = mention.First();
        JsonNode? full = (type, content) switch
        {
            ("page" or "database", JsonValue key) => new JsonObject { ["id"] = keys.TextOf((string)key!) },
            ("user", JsonValue key) => new JsonObject { ["object"] = "user", ["id"] = keys.TextOf((string)key!) },
            _ => content?.DeepClone(),
        };
        var href = type switch
        {
            "page" or "database" => $"https://www.notion.so/{((string)full!["id"]!).Replace("-", "", StringComparison.Ordinal)}",
            "link_mention" => (string?)full?["href"],
            "link_preview" => (string?)full?["url"],
            _ => null,
        };

        return new()
        {
            ["type"] = "mention",
            ["mention"] = CompactFile.CustomEmoji(new JsonObject { ["type"] = type, [type] = full }),
            ["annotations"] = RichText.Annotations(AnnotationsOf(brief)),
            ["plain_text"] = (string?)brief["text"] ?? "",
            ["href"] = href,
        };
    }

    private string? Link(JsonObject brief)
        => (string?)brief["link"] is not { } link ? null
            : link.StartsWith("page:", StringComparison.Ordinal) ? $"/{keys.IdOf(link["page:".Length..]):N}"
            : link;

    private static JsonObject AnnotationsOf(JsonObject brief)
        => new(brief
            .Where(property => property.Key is "bold" or "italic" or "strikethrough" or "underline" or "code" or "color")
            .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone())));
}
