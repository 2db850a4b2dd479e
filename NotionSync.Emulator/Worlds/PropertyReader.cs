using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>The properties of a data source and the values of its rows, from their short forms.</summary>
internal sealed class PropertyReader(WorldKeys keys, CompactText text, CompactFile files)
{
    private static readonly string[] Colours = ["default", "gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red"];

    /// <summary>The schema as a data source shows it. A property is its type as a string, or an object with <c>type</c>,
    /// <c>options</c> (names), <c>to</c> (the data source of a relation), or more under the name of the type.</summary>
    public static JsonObject Schema(JsonObject given, string path, WorldKeys keys)
    {
        var schema = new JsonObject();

        foreach (var (name, value) in given)
        {
            var json = value as JsonObject ?? new JsonObject { ["type"] = value?.DeepClone() };
            var type = (string?)json["type"] ?? throw new FormatException($"The property '{name}' has no type.");
            var configuration = json[type]?.DeepClone().AsObject() ?? [];

            if (json["options"] is JsonArray options)
            {
                configuration["options"] = new JsonArray([.. options.Select((option, index) => Option(path, name, (string)option!, index))]);
            }

            if (type == "status")
            {
                configuration["groups"] ??= new JsonArray();
            }

            if ((string?)json["to"] is { } target)
            {
                configuration["data_source_id"] = keys.TextOf(target);
                configuration["type"] = "single_property";
                configuration["single_property"] = new JsonObject();
            }

            schema[name] = new JsonObject
            {
                ["id"] = type == "title" ? "title" : PropertyId(name),
                ["name"] = name,
                ["description"] = json["description"]?.DeepClone(),
                ["type"] = type,
                [type] = configuration,
            };
        }

        return schema;
    }

    /// <summary>The property values of one row.</summary>
    /// <param name="number">Which row it is, for unique ids.</param>
    public JsonObject Values(JsonObject schema, JsonObject row, int number)
    {
        var given = row["values"] as JsonObject ?? [];
        var values = new JsonObject();

        if (given.FirstOrDefault(value => !schema.ContainsKey(value.Key)).Key is { } unknown)
        {
            throw new FormatException($"A row has a value for '{unknown}', which its data source does not have.");
        }

        foreach (var (name, property) in schema)
        {
            var type = (string)property!["type"]!;
            var value = type == "title" ? given[name] ?? row["title"] : given[name];
            var json = new JsonObject { ["id"] = (string)property["id"]!, ["type"] = type, [type] = Value(type, property, value, number) };

            if (type == "relation")
            {
                json["has_more"] = false;
            }

            values[name] = json;
        }

        return values;
    }

    /// <summary>Fills in what a page knows of itself: times and authors.</summary>
    public static void FillComputed(Entity page)
    {
        foreach (var (_, property) in page.Kind == EntityKind.Page ? page.Json["properties"]!.AsObject() : [])
        {
            var type = (string)property!["type"]!;

            if (type is "created_time" or "last_edited_time" or "created_by" or "last_edited_by")
            {
                property[type] = page.Json[type]!.DeepClone();
            }
        }
    }

    private JsonNode? Value(string type, JsonNode property, JsonNode? value, int number) => type switch
    {
        "title" or "rich_text" => text.Read(value),
        "select" or "status" => value is null ? null : Chosen(property, type, (string)value!),
        "multi_select" => new JsonArray([.. Strings(value).Select(name => Chosen(property, type, name))]),
        "people" => new JsonArray([.. Items(value).Select(Person)]),
        "relation" => new JsonArray([.. Strings(value).Select(key => new JsonObject { ["id"] = keys.TextOf(key) })]),
        "files" => new JsonArray([.. Items(value).Select(File)]),
        "date" => Date(value),
        "checkbox" => (bool?)value ?? false,
        "unique_id" => new JsonObject { ["prefix"] = property["unique_id"]?["prefix"]?.DeepClone(), ["number"] = value?.DeepClone() ?? number },
        "button" => new JsonObject(),
        "formula" => value?.DeepClone() ?? new JsonObject { ["type"] = "string", ["string"] = null },
        "rollup" => value?.DeepClone() ?? new JsonObject { ["type"] = "number", ["number"] = null, ["function"] = "count" },
        _ => value?.DeepClone(),
    };

    private JsonObject Person(JsonNode? person)
        => person is JsonObject full
            ? full.DeepClone().AsObject()
            : keys.User((string)person!);

    private JsonObject File(JsonNode? given)
    {
        var file = files.Read(given as JsonObject ?? new JsonObject { ["file"] = (string)given! });
        file["name"] = (string?)given?["name"] ?? CompactFile.NameOf(file);
        return file;
    }

    private static JsonObject? Date(JsonNode? value) => value switch
    {
        null => null,
        JsonObject full => new JsonObject
        {
            ["start"] = (string?)full["start"],
            ["end"] = (string?)full["end"],
            ["time_zone"] = (string?)full["time_zone"],
        },
        _ => new JsonObject { ["start"] = (string)value!, ["end"] = null, ["time_zone"] = null },
    };

    // An option that the schema does not list yet is added to it, as Notion does when a row brings a new one.
    private static JsonObject Chosen(JsonNode property, string type, string name)
    {
        var configuration = property[type]!.AsObject();
        var options = configuration["options"] as JsonArray;

        if (options is null)
        {
            configuration["options"] = options = [];
        }

        var option = options.FirstOrDefault(option => (string?)option!["name"] == name);

        if (option is null)
        {
            option = Option((string)property["id"]!, type, name, options.Count);
            options.Add(option);
        }

        return new JsonObject { ["id"] = (string)option["id"]!, ["name"] = name, ["color"] = (string)option["color"]! };
    }

    private static JsonObject Option(string path, string property, string name, int index) => new()
    {
        ["id"] = StableId.Text(StableId.From($"{path}/{property}/{name}")),
        ["name"] = name,
        ["color"] = Colours[index % Colours.Length],
        ["description"] = null,
    };

    // Four characters with some that must be URL-encoded, as Notion's own ids often have.
    private static string PropertyId(string name)
    {
        const string Letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ:;<>@[]^`{|}~=?";
        var bytes = StableId.From($"property {name}").ToByteArray();
        var id = new StringBuilder();

        for (var index = 0; index < 4; index++)
        {
            id.Append(Letters[bytes[index] % Letters.Length]);
        }

        return Uri.EscapeDataString(id.ToString());
    }

    private static JsonArray Items(JsonNode? value) => value switch
    {
        null => [],
        JsonArray array => array,
        _ => [value.DeepClone()],
    };

    private static IEnumerable<string> Strings(JsonNode? value)
        => Items(value).Select(item => item is JsonValue one && one.GetValueKind() == JsonValueKind.String
            ? (string)one!
            : throw new FormatException($"Expected a string, found {item?.ToJsonString() ?? "null"}."));
}
