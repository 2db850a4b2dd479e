using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

/// <summary>
/// Expands the short form of the specification into the JSON that Notion sends.
/// <list type="bullet">
/// <item>A block is <c>{"paragraph": payload}</c>, beside it <c>"children"</c>, <c>"gap"</c>, and <c>"id"</c>, a small
/// number; without it blocks are numbered in document order.</item>
/// <item>A payload that is a string or an array is its rich text; for a <c>table_row</c> the cells.</item>
/// <item>Rich text is a string, or an array of strings and runs: <c>{"text": "x", "bold": true, "link": "url",
/// "color": "red"}</c>, <c>{"equation": "x^2"}</c>, <c>{"mention": {…}, "text": "what Notion shows", "href": …}</c>.</item>
/// </list>
/// What is written out in Notion's own form stays as it is.
/// </summary>
public static class SpecBlocks
{
    private static readonly string[] RichTextProperties = ["rich_text", "caption", "title"];
    private static readonly string[] Annotations = ["bold", "italic", "strikethrough", "underline", "code"];

    public static NotionId Id(int number) => NotionId.Parse($"00000000-0000-4000-8000-{number:d12}");

    /// <summary>The blocks as an array of Notion's JSON, with the children under <c>children</c>.</summary>
    public static JsonArray Expand(JsonNode blocks)
    {
        var next = 1;
        return ExpandAll(blocks.AsArray(), ref next);
    }

    /// <summary>Reads expanded blocks as the importer does.</summary>
    public static IReadOnlyList<Block> Read(JsonArray blocks) => [.. blocks.Select(block => Read(block!.AsObject()))];

    private static Block Read(JsonObject json)
    {
        var block = BlockJson.ReadBlock(Encoding.UTF8.GetBytes(json.ToJsonString()));
        block.Children = json["children"] is JsonArray children ? Read(children) : [];
        block.Gap = json["gap"] is { } gap ? Enum.Parse<BlockGap>(gap.GetValue<string>()) : BlockGap.None;
        return block;
    }

    private static JsonArray ExpandAll(JsonArray blocks, ref int next)
    {
        var result = new JsonArray();

        foreach (var block in blocks)
        {
            result.Add(ExpandBlock(block!.AsObject(), ref next));
        }

        return result;
    }

    private static JsonObject ExpandBlock(JsonObject block, ref int next)
    {
        var number = block["id"]?.GetValue<int>() ?? next;
        next++;
        var type = block.First(property => property.Key is not ("id" or "children" or "gap" or "in_trash" or "has_children")).Key;
        var children = block["children"] is JsonArray inner ? ExpandAll(inner, ref next) : null;

        var result = new JsonObject
        {
            ["object"] = "block",
            ["id"] = Id(number).ToString(),
            ["parent"] = new JsonObject { ["type"] = "page_id", ["page_id"] = Id(0).ToString() },
            ["created_time"] = "2026-01-05T09:00:00.000Z",
            ["last_edited_time"] = "2026-01-05T09:00:00.000Z",
            ["has_children"] = block["has_children"]?.DeepClone() ?? children is not null,
            ["in_trash"] = block["in_trash"]?.DeepClone() ?? false,
            ["type"] = type,
            [type] = ExpandPayload(type, block[type]),
        };

        if (children is not null)
        {
            result["children"] = children;
        }

        if (block["gap"] is { } gap)
        {
            result["gap"] = gap.DeepClone();
        }

        return result;
    }

    private static JsonObject? ExpandPayload(string type, JsonNode? payload)
    {
        if (type == "table_row" && payload is JsonArray cells)
        {
            return new JsonObject { ["cells"] = new JsonArray([.. cells.Select(ExpandRichText)]) };
        }

        if (payload is not JsonObject given)
        {
            return payload is null ? null : new JsonObject { ["rich_text"] = ExpandRichText(payload), ["color"] = "default" };
        }

        var result = new JsonObject();

        foreach (var (name, value) in given)
        {
            var isRichText = RichTextProperties.Contains(name) && !(name == "title" && type.StartsWith("child_", StringComparison.Ordinal));
            result[name] = isRichText && value is not null ? ExpandRichText(value) : value?.DeepClone();
        }

        return result;
    }

    private static JsonArray ExpandRichText(JsonNode? text)
        => text is JsonArray items ? [.. items.Select(ExpandRun)] : new JsonArray(ExpandRun(text));

    private static JsonNode ExpandRun(JsonNode? run)
    {
        if (run is not JsonObject given)
        {
            return Run("text", run!.GetValue<string>(), null, []);
        }

        if (given.ContainsKey("type"))
        {
            return given.DeepClone();
        }

        var text = given["text"]?.GetValue<string>();

        if (given["equation"] is { } expression)
        {
            var equation = Run("equation", expression.GetValue<string>(), null, given);
            equation["equation"] = new JsonObject { ["expression"] = expression.DeepClone() };
            return equation;
        }

        if (given["mention"] is { } mention)
        {
            var result = Run("mention", text ?? string.Empty, given["href"]?.GetValue<string>(), given);
            result["mention"] = mention.DeepClone();
            return result;
        }

        return Run("text", text ?? string.Empty, given["link"]?.GetValue<string>(), given);
    }

    private static JsonObject Run(string type, string text, string? link, JsonObject marks)
    {
        var annotations = new JsonObject();

        foreach (var name in Annotations)
        {
            annotations[name] = marks[name]?.GetValue<bool>() ?? false;
        }

        annotations["color"] = marks["color"]?.GetValue<string>() ?? "default";

        var run = new JsonObject { ["type"] = type };

        if (type == "text")
        {
            run["text"] = new JsonObject
            {
                ["content"] = text,
                ["link"] = link is null ? null : new JsonObject { ["url"] = link },
            };
        }

        run["annotations"] = annotations;
        run["plain_text"] = text;
        run["href"] = link;
        return run;
    }
}
