using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// Blocks in their short forms: a string is a paragraph; an object has its type as a property whose value is the payload
/// (or just its text), beside <c>children</c>, <c>comments</c>, <c>key</c> and <c>id</c>; or it is a block as Notion has it.
/// </summary>
internal sealed class BlockReader(WorldEditor editor, WorldReader worlds, WorldKeys keys, CompactText text, CompactFile files)
{
    private static readonly string[] Beside = ["id", "key", "children", "comments", "object", "has_children", "type", "edited", "created"];

    public void Read(Entity parent, JsonNode? blocks, string path)
    {
        var index = 0;

        foreach (var block in blocks as JsonArray ?? [])
        {
            ReadOne(parent, block, $"{path}/{index++}");
        }
    }

    /// <summary>Replaces the content of a block by that of a block in its short form, of the same type.</summary>
    public void Replace(Entity block, JsonObject json)
        => block.Json[block.Type] = json[block.Type] is { } payload
            ? Payload(block.Type, payload)
            : throw new FormatException($"Block {block.Id} is a {block.Type}; its new content stands under that name.");

    private void ReadOne(Entity parent, JsonNode? block, string path)
    {
        switch (block)
        {
            case JsonValue paragraph:
                editor.AddBlock(parent, keys.IdOf(path), "paragraph", Payload("paragraph", paragraph));
                break;
            case JsonObject { Count: > 0 } json:
                ReadOne(parent, json, path);
                break;
            default:
                throw new FormatException($"Not a block: {block?.ToJsonString() ?? "null"}");
        }
    }

    private void ReadOne(Entity parent, JsonObject json, string path)
    {
        var type = (string?)json["type"]
            ?? json.Select(property => property.Key).FirstOrDefault(name => !Beside.Contains(name))
            ?? throw new FormatException($"A block without a type: {json.ToJsonString()}");

        switch (type)
        {
            case "page":
                worlds.ReadPage(parent, json["page"]!.AsObject(), path);
                return;
            case "database":
                worlds.ReadDatabase(parent, json["database"]!.AsObject(), path);
                return;
        }

        var added = editor.AddBlock(parent, keys.IdOf(json, path), type, Payload(type, json[type]));
        added.IsLinkedView = type == "child_database";
        AddTableRows(added, json[type], path);
        Read(added, json["children"], path);
        worlds.ReadComments(added, json["comments"], path);
        WorldReader.ReadTimes(added, json);

        if ((bool?)json["has_children"] ?? false)
        {
            added.Json["has_children"] = true;
        }
    }

    private JsonObject Payload(string type, JsonNode? given)
    {
        var payload = given switch
        {
            JsonObject full => full.DeepClone().AsObject(),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => new JsonObject { [BlockShapes.MainProperty(type)] = (string)value! },
            JsonArray runs => new JsonObject { ["rich_text"] = runs.DeepClone() },
            _ => [],
        };

        Expand(payload, type);
        BlockShapes.Complete(type, payload);
        return payload;
    }

    private void Expand(JsonObject payload, string type)
    {
        payload.Remove("rows");
        payload.Remove("header");

        if (payload["text"] is { } shortText && BlockShapes.HasText(type))
        {
            payload["rich_text"] = shortText.DeepClone();
            payload.Remove("text");
        }

        foreach (var name in (string[])["rich_text", "caption", "title"])
        {
            if (payload[name] is { } runs && !(name == "title" && type is "child_page" or "child_database"))
            {
                payload[name] = text.Read(runs);
            }
        }

        if (payload["icon"] is { } icon)
        {
            payload["icon"] = files.Icon(icon);
        }

        if (type == "table_row" && payload["cells"] is JsonArray cells)
        {
            payload["cells"] = new JsonArray([.. cells.Select(text.Read)]);
        }

        if (BlockShapes.IsFile(type))
        {
            ExpandFile(payload, type);
        }

        if (type == "synced_block" && payload["synced_from"] is JsonValue key)
        {
            payload["synced_from"] = Reference("block_id", (string)key!);
        }

        if (type == "meeting_notes")
        {
            ExpandMeeting(payload);
        }

        if (type == "link_to_page" && payload["type"] is null && payload.First() is { Value: JsonValue target } link)
        {
            payload.Clear();
            payload["type"] = link.Key;
            payload[link.Key] = keys.TextOf((string)target!);
        }
    }

    private void ExpandMeeting(JsonObject payload)
    {
        foreach (var (name, key) in (payload["children"] as JsonObject ?? []).ToList())
        {
            payload["children"]![name] = keys.TextOf((string)key!);
        }

        if (payload["calendar_event"]?["attendees"] is JsonArray attendees)
        {
            payload["calendar_event"]!["attendees"] = new JsonArray([.. attendees.Select(key => (JsonNode)keys.TextOf((string)key!))]);
        }
    }

    private void ExpandFile(JsonObject payload, string type)
    {
        var file = files.Read(payload);

        foreach (var (name, value) in file.ToList())
        {
            file.Remove(name);
            payload[name] = value;
        }

        if (type == "file")
        {
            payload["name"] ??= CompactFile.NameOf(payload);
        }
    }

    // {"table": {"rows": [["a", "b"], ...], "header": true}} spares the table_row blocks.
    private void AddTableRows(Entity table, JsonNode? given, string path)
    {
        if (table.Type != "table" || given?["rows"] is not JsonArray rows)
        {
            return;
        }

        var payload = table.Payload!;
        payload["table_width"] = rows.Select(row => row!.AsArray().Count).DefaultIfEmpty(0).Max();
        payload["has_column_header"] = (bool?)given["header"] ?? (bool?)payload["has_column_header"] ?? true;

        for (var index = 0; index < rows.Count; index++)
        {
            editor.AddBlock(
                table,
                keys.IdOf($"{path}/row {index}"),
                "table_row",
                new JsonObject { ["cells"] = new JsonArray([.. rows[index]!.AsArray().Select(text.Read)]) });
        }
    }

    private JsonObject Reference(string type, string key) => new() { ["type"] = type, [type] = keys.TextOf(key) };
}
