using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>Reads the compact world format that README.md describes: users, pages with blocks, databases with rows.</summary>
internal sealed class WorldReader
{
    private readonly WorldEditor _editor;
    private readonly WorldKeys _keys;
    private readonly CompactText _text;
    private readonly CompactFile _files;
    private readonly BlockReader _blocks;
    private readonly DatabaseReader _databases;

    public WorldReader(WorldEditor editor)
    {
        _editor = editor;
        _keys = new WorldKeys(editor.World);
        _text = new CompactText(_keys);
        _files = new CompactFile(editor.World);
        _blocks = new BlockReader(editor, this, _keys, _text, _files);
        _databases = new DatabaseReader(editor, this, _keys, _text, _files);
    }

    /// <summary>Reads a whole world.</summary>
    /// <exception cref="FormatException">Something in it is not as the format says.</exception>
    public bool Read(JsonObject json)
    {
        var world = _editor.World;
        world.WorkspaceName = (string?)json["workspace"]?["name"] ?? world.Name;

        foreach (var user in Objects(json["users"]))
        {
            _editor.AddUser(_keys.IdOf(user, (string?)user["name"]), (string?)user["name"] ?? "", (string?)user["email"]);
        }

        ReadInto(null, json, "top");
        return true;
    }

    /// <summary>Adds the pages and databases of a JSON object at the top of the workspace or under a page.</summary>
    public void ReadInto(Entity? parent, JsonObject json, string path)
    {
        var index = 0;

        foreach (var page in Objects(json["pages"]))
        {
            ReadPage(parent, page, $"{path}/page {index++}");
        }

        foreach (var database in Objects(json["databases"]))
        {
            ReadDatabase(parent, database, $"{path}/database {index++}");
        }
    }

    public Guid IdOf(string keyOrId) => _keys.IdOf(keyOrId);

    public JsonArray ReadText(JsonNode? text) => _text.Read(text);

    public JsonObject? ReadIcon(JsonNode? icon) => _files.Icon(icon);

    public JsonObject? ReadCover(JsonNode? cover) => _files.Cover(cover);

    public void ReadRows(Entity source, JsonNode? rows, string path) => _databases.ReadRows(source, rows, path);

    public Entity ReadRow(Entity source, JsonObject row, string path) => _databases.ReadRow(source, row, path);

    public void ReadValues(Entity row, JsonObject values) => _databases.ReadValues(row, values);

    public void ReplaceBlock(Entity block, JsonObject json) => _blocks.Replace(block, json);

    public Entity ReadDatabase(Entity? parent, JsonObject json, string path) => _databases.Read(parent, json, path);

    public void ReadBlocks(Entity parent, JsonNode? blocks, string path) => _blocks.Read(parent, blocks, path);

    /// <summary>Adds a page with all that is in it.</summary>
    /// <param name="properties">The properties of a database row; null for a page that has only a title.</param>
    public Entity ReadPage(Entity? parent, JsonObject json, string path, JsonObject? properties = null)
    {
        var id = _keys.IdOf(json, path);
        properties ??= new JsonObject
        {
            ["title"] = new JsonObject { ["id"] = "title", ["type"] = "title", ["title"] = _text.Read(json["title"]) },
        };

        var page = _editor.AddPage(parent, id, properties, _files.Icon(json["icon"]), _files.Cover(json["cover"]));

        ReadBlocks(page, json["blocks"], path);
        ReadInto(page, json, path);
        ReadComments(page, json["comments"], path);
        ReadTimes(page, json);
        page.IsShared = (bool?)json["shared"] ?? true;
        page.Json["is_locked"] = (bool?)json["locked"] ?? false;
        page.Changed();

        if ((bool?)json["trashed"] ?? false)
        {
            _editor.SetTrash(page, true);
        }

        return page;
    }

    public void ReadComments(Entity on, JsonNode? comments, string path)
    {
        var index = 0;

        foreach (var comment in Objects(comments))
        {
            var by = (string?)comment["by"] is { } name ? _keys.IdOf(name) : (Guid?)null;
            _editor.AddComment(on, $"{_editor.World.Name}/{path}/comment {index++}", _text.Read(comment["text"]), by);
        }
    }

    /// <summary>Sets the times that the JSON gives; a world's own pages are all as old as they say.</summary>
    public static void ReadTimes(Entity entity, JsonObject json)
    {
        if ((string?)json["created"] is { } created)
        {
            entity.Json["created_time"] = WorldEditor.Timestamp(Time(created));
        }

        if (((string?)json["edited"] ?? (string?)json["created"]) is { } edited)
        {
            entity.Json["last_edited_time"] = WorldEditor.Timestamp(Time(edited));
        }

        entity.Changed();
    }

    public static IEnumerable<JsonObject> Objects(JsonNode? array)
        => (array as JsonArray ?? []).Select(item => item as JsonObject ?? throw new FormatException($"Expected an object, found {item?.ToJsonString() ?? "null"}."));

    /// <summary>Reads a time of a world file; UTC unless it says otherwise.</summary>
    public static DateTimeOffset Time(string text)
        => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException($"'{text}' is not a time.");
}
