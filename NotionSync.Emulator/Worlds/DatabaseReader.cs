using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>
/// Databases in their short form: <c>sources</c> (or, for a single one, <c>properties</c> and <c>rows</c> of the database
/// itself); properties by name with a type or a configuration; rows are pages with <c>values</c> by property name.
/// </summary>
internal sealed class DatabaseReader(WorldEditor editor, WorldReader worlds, WorldKeys keys, CompactText text, CompactFile files)
{
    private readonly PropertyReader _properties = new(keys, text, files);

    public Entity Read(Entity? parent, JsonObject json, string path)
    {
        var id = keys.IdOf(json, path);
        var title = (string?)json["title"] ?? "";
        var database = editor.AddDatabase(
            parent,
            id,
            title,
            text.Read(json["description"]),
            (bool?)json["inline"] ?? false,
            files.Icon(json["icon"]),
            files.Cover(json["cover"]));

        WorldReader.ReadTimes(database, json);
        database.IsShared = (bool?)json["shared"] ?? true;

        if (json["sources"] is JsonArray)
        {
            var index = 0;

            foreach (var source in WorldReader.Objects(json["sources"]))
            {
                ReadSource(database, source, keys.IdOf(source, $"{path}/source {index}"), $"{path}/source {index++}");
            }
        }
        else
        {
            ReadSource(database, json, keys.IdOf($"{StableId.Text(id)}/source"), $"{path}/source");
        }

        if ((bool?)json["trashed"] ?? false)
        {
            editor.SetTrash(database, true);
        }

        return database;
    }

    /// <summary>Adds rows to a data source.</summary>
    public void ReadRows(Entity source, JsonNode? rows, string path)
    {
        var schema = source.Json["properties"]!.AsObject();
        var number = source.Children.Count;

        foreach (var row in WorldReader.Objects(rows))
        {
            number++;
            var rowPath = $"{path}/row {number}";
            var page = worlds.ReadPage(source, row, rowPath, _properties.Values(schema, row, number));
            PropertyReader.FillComputed(page);
        }
    }

    private void ReadSource(Entity database, JsonObject json, Guid id, string path)
    {
        var schema = PropertyReader.Schema(json["properties"] as JsonObject ?? [], path, keys);
        var source = editor.AddDataSource(database, id, (string?)json["title"] ?? "", schema);
        WorldReader.ReadTimes(source, json);
        ReadRows(source, json["rows"], path);
    }
}
