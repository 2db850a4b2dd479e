using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Webhooks;

/// <summary>Something that happened in the workspace, as Notion's webhooks tell it.</summary>
/// <param name="Type">Such as <c>page.content_updated</c>.</param>
/// <param name="Subject">What must be visible for an integration to be told.</param>
/// <param name="Data">Where it lies, and what of it changed.</param>
internal sealed record NotionEvent(string Type, Guid Id, string Kind, Entity Subject, JsonObject Data)
{
    /// <summary>Whether several of it soon after each other become one.</summary>
    public bool IsAggregated => Type.EndsWith("_updated", StringComparison.Ordinal);

    /// <summary>An event of a page, database or data source; the type is completed with its kind.</summary>
    public static NotionEvent Of(Entity entity, string what)
    {
        var kind = entity.Kind switch
        {
            EntityKind.Page => "page",
            EntityKind.Database => "database",
            EntityKind.DataSource => "data_source",
            _ => throw new FormatException($"There are no events of a {entity.Kind}."),
        };

        return new($"{kind}.{what}", entity.Id, kind, entity, new JsonObject { ["parent"] = Parent(entity.Parent) });
    }

    /// <summary>That blocks of a page changed.</summary>
    public static NotionEvent Content(Entity page, IEnumerable<Entity> blocks)
    {
        var made = Of(page, "content_updated");
        made.Data["updated_blocks"] = new JsonArray([.. blocks.Select(block => (JsonNode)new JsonObject { ["id"] = StableId.Text(block.Id), ["type"] = "block" })]);
        return made;
    }

    /// <summary>That properties of a page changed.</summary>
    /// <param name="ids">The properties' ids.</param>
    public static NotionEvent Properties(Entity page, IEnumerable<string> ids)
    {
        var made = Of(page, "properties_updated");
        made.Data["updated_properties"] = new JsonArray([.. ids.Distinct().Select(id => (JsonNode)id)]);
        return made;
    }

    /// <summary>That somebody commented on a page or block.</summary>
    public static NotionEvent Comment(Entity on, Guid comment)
    {
        var page = on;

        while (page is { Kind: not EntityKind.Page, Parent: { } parent })
        {
            page = parent;
        }

        return new("comment.created", comment, "comment", on, new JsonObject
        {
            ["page_id"] = StableId.Text(page.Id),
            ["parent"] = new JsonObject { ["id"] = StableId.Text(on.Id), ["type"] = on.Kind == EntityKind.Page ? "page" : "block" },
        });
    }

    /// <summary>One event for this and a later one of the same kind.</summary>
    public NotionEvent With(NotionEvent later)
    {
        var data = later.Data.DeepClone().AsObject();

        foreach (var list in (string[])["updated_blocks", "updated_properties"])
        {
            if (Data[list] is JsonArray earlier && data[list] is JsonArray added)
            {
                data[list] = new JsonArray([.. earlier.Concat(added).Select(one => one!.ToJsonString()).Distinct().Select(one => JsonNode.Parse(one))]);
            }
        }

        return later with { Data = data };
    }

    private static JsonObject Parent(Entity? parent) => parent switch
    {
        null => new() { ["type"] = "space" },
        { Kind: EntityKind.DataSource, Parent: { } database } => new()
        {
            ["id"] = StableId.Text(database.Id),
            ["type"] = "database",
            ["data_source_id"] = StableId.Text(parent.Id),
        },
        { Kind: EntityKind.Database } => new() { ["id"] = StableId.Text(parent.Id), ["type"] = "database" },
        { Kind: EntityKind.Block } => new() { ["id"] = StableId.Text(parent.Id), ["type"] = "block" },
        _ => new() { ["id"] = StableId.Text(parent.Id), ["type"] = "page" },
    };
}
