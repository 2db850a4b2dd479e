using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotionSync.Emulator.Files;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// A page tree as recorded from the real API: <c>{"root": id, "page": page or null, "children": {id: [blocks]}}</c>. Reading
/// it makes one more page at the top of the workspace, in the shapes of today's API version whatever version it was
/// recorded with, under ids of its own, so that trees of the same page do not collide.
/// </summary>
internal sealed partial class RecordedTree
{
    private readonly WorldEditor _editor;
    private readonly JsonObject _tree;
    private readonly string _source;
    private readonly Dictionary<Guid, Guid> _newIds = [];
    private readonly Dictionary<Guid, JsonArray> _children = [];

    private RecordedTree(WorldEditor editor, JsonObject tree, string source)
    {
        _editor = editor;
        _source = source;
        CollectIds(tree);
        _tree = Rewrite(tree)!.AsObject();

        foreach (var (id, blocks) in _tree["children"]!.AsObject())
        {
            _children.TryAdd(Id(id), blocks!.AsArray());
        }
    }

    public static bool Is(JsonObject json) => json["root"] is JsonValue && json["children"] is JsonObject;

    /// <param name="source">Names the recording; the same name gives the same ids.</param>
    public static Entity Read(WorldEditor editor, JsonObject tree, string source) => new RecordedTree(editor, tree, source).Read();

    private Entity Read()
    {
        var id = Id((string)_tree["root"]!);
        var page = _tree["page"] is JsonObject recorded ? AddPage(id, recorded) : AddPage(null, id, "");
        page.Source = _source;
        AddChildren(page);
        return page;
    }

    private Entity AddPage(Guid id, JsonObject recorded)
    {
        var properties = recorded["properties"]?.DeepClone().AsObject() ?? [];

        if (!properties.Any(property => (string?)property.Value?["type"] == "title"))
        {
            properties["title"] = WorldEditor.TitleProperty("");
        }

        var page = _editor.AddPage(null, id, properties, recorded["icon"]?.DeepClone(), recorded["cover"]?.DeepClone());
        Keep(page, recorded, "created_time", "last_edited_time", "created_by", "last_edited_by", "is_locked", "is_archived");
        return page;
    }

    private Entity AddPage(Entity? parent, Guid id, string title) => _editor.AddPage(parent, id, title);

    private void AddChildren(Entity root)
    {
        var open = new Stack<Entity>([root]);

        while (open.TryPop(out var parent))
        {
            foreach (var recorded in _children.GetValueOrDefault(parent.Id) ?? [])
            {
                if (AddBlock(parent, recorded!.AsObject()) is { } added)
                {
                    open.Push(added);
                }
            }
        }
    }

    /// <returns>What may have children of its own, unless it was there before.</returns>
    private Entity? AddBlock(Entity parent, JsonObject recorded)
    {
        var id = Id((string)recorded["id"]!);
        var type = (string?)recorded["type"] ?? "unsupported";

        // A recording shows the blocks of a synced block under its copies too.
        if (_editor.World.Blocks.TryGetValue(id, out var known))
        {
            parent.Children.Add(known);
            _editor.MarkChildren(parent);
            return null;
        }

        if (type == "child_page" && _children.ContainsKey(id))
        {
            return AddPage(parent, id, (string?)recorded[type]?["title"] ?? "");
        }

        var block = _editor.AddBlock(parent, id, type, Payload(type, recorded));
        Keep(block, recorded, "created_time", "last_edited_time", "created_by", "last_edited_by");

        // Children that were not recorded do not exist here; those that were set this again when they are added.
        block.Json["has_children"] = false;
        return block;
    }

    // Before API version 2022-02-22 the text stood under "text".
    private static JsonObject Payload(string type, JsonObject recorded)
    {
        var payload = recorded[type]?.DeepClone() as JsonObject ?? [];

        if (BlockShapes.HasText(type) && payload["text"] is JsonArray text)
        {
            payload.Remove("text");
            payload["rich_text"] = text;
        }

        BlockShapes.Complete(type, payload);
        return payload;
    }

    private static void Keep(Entity entity, JsonObject recorded, params string[] names)
    {
        foreach (var name in names)
        {
            if (recorded[name] is { } value)
            {
                entity.Json[name] = value.DeepClone();
            }
        }

        entity.Changed();
    }

    private void CollectIds(JsonObject tree)
    {
        AddId((string?)tree["root"]);

        foreach (var (id, blocks) in tree["children"]!.AsObject())
        {
            AddId(id);

            foreach (var block in blocks!.AsArray())
            {
                AddId((string?)block!["id"]);
            }
        }
    }

    private void AddId(string? text)
    {
        if (StableId.TryRead(text, out var id))
        {
            _newIds[id] = StableId.From($"recorded/{_source}/{id:N}");
        }
    }

    // The whole tree with new ids and with its files moved to the emulator.
    private JsonNode? Rewrite(JsonNode? node) => node switch
    {
        JsonObject json => RewriteFile(new JsonObject(json.Select(property => KeyValuePair.Create(Rewrite(property.Key), Rewrite(property.Value))))),
        JsonArray array => new JsonArray([.. array.Select(Rewrite)]),
        JsonValue value when value.TryGetValue(out string? text) => Rewrite(text),
        _ => node?.DeepClone(),
    };

    private string Rewrite(string text)
        => AnyId().Replace(text, match => StableId.TryRead(match.Value, out var id) && _newIds.TryGetValue(id, out var made)
            ? made.ToString(match.Length == 32 ? "N" : "D")
            : match.Value);

    private JsonObject RewriteFile(JsonObject json)
    {
        if (json["file"] is JsonObject file && Address(file) is { } hosted)
        {
            var name = Uri.UnescapeDataString(hosted.Segments[^1]).Trim('/');
            var key = StableId.From($"recorded/{_source}/{hosted.AbsolutePath}").ToString("N");
            _editor.World.Files.TryAdd(key, SampleContent.For(name));
            file["url"] = FileMarker.ForHosted(key, name);
            file["expiry_time"] = FileMarker.Expiry;
        }

        foreach (var kind in (string[])["external", "custom_emoji"])
        {
            if (json[kind] is JsonObject external && Address(external) is { } address)
            {
                external["url"] = FileMarker.ForExternal(address);
            }
        }

        return json;
    }

    private static Uri? Address(JsonObject file)
        => (string?)(file["url"] as JsonValue) is { } url
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
                ? address
                : null;

    private static Guid Id(string text)
        => StableId.TryRead(text, out var id) ? id : throw new FormatException($"'{text}' is not an id.");

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")]
    private static partial Regex AnyId();
}
