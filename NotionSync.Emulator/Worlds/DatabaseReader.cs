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
        foreach (var row in WorldReader.Objects(rows))
        {
            ReadRow(source, row, $"{path}/row {source.Children.Count + 1}");
        }
    }

    public Entity ReadRow(Entity source, JsonObject row, string path)
    {
        var schema = source.Json["properties"]!.AsObject();
        var page = worlds.ReadPage(source, row, path, _properties.Values(schema, row, source.Children.Count + 1));
        PropertyReader.FillComputed(page);
        page.Changed();
        return page;
    }

    /// <summary>Changes some property values of a row.</summary>
    public void ReadValues(Entity row, JsonObject values)
    {
        var schema = row.Parent is { Kind: EntityKind.DataSource } source
            ? source.Json["properties"]!.AsObject()
            : throw new FormatException($"Page {row.Id} is no row of a data source.");
        var all = _properties.Values(schema, new JsonObject { ["values"] = values.DeepClone() }, 0);

        foreach (var (name, _) in values)
        {
            row.Json["properties"]![name] = all[name]!.DeepClone();
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
