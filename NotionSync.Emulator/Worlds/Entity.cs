using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>One object of the workspace: its JSON as Notion shows it, and its place in the tree.</summary>
internal sealed class Entity(Guid id, EntityKind kind, JsonObject json)
{
    private RenderedJson? _rendered;

    public Guid Id { get; } = id;

    public EntityKind Kind { get; } = kind;

    /// <summary>The object in full: nothing truncated, file URLs as markers (see <see cref="FileMarker"/>).
    /// After a change call <see cref="Changed"/>.</summary>
    public JsonObject Json { get; } = json;

    /// <summary>What contains it; null at the top of the workspace.</summary>
    public Entity? Parent { get; set; }

    /// <summary>Blocks of a page or block, data sources of a database, rows of a data source, in order.</summary>
    public List<Entity> Children { get; } = [];

    /// <summary>False hides it and all below it, as if the integration had not been given access.</summary>
    public bool IsShared { get; set; } = true;

    /// <summary>Whether a <c>child_database</c> block is a view of a database elsewhere, which the API cannot read.</summary>
    public bool IsLinkedView { get; set; }

    /// <summary>Where a loaded object came from; only for people who look for it.</summary>
    public string? Source { get; set; }

    public bool InTrash
    {
        get => (bool?)Json["in_trash"] ?? false;
        set => Json["in_trash"] = value;
    }

    public string Type => (string?)Json["type"] ?? "";

    public string LastEditedTime
    {
        get => (string?)Json["last_edited_time"] ?? "";
        set => Json["last_edited_time"] = value;
    }

    public string CreatedTime => (string?)Json["created_time"] ?? "";

    public string Title => Kind switch
    {
        EntityKind.Page => RichText.Plain(TitleProperty?["title"]),
        EntityKind.Block => (string?)Payload?["title"] ?? "",
        _ => RichText.Plain(Json["title"]),
    };

    public JsonObject? TitleProperty
        => (Json["properties"] as JsonObject)?
            .Select(property => property.Value as JsonObject)
            .FirstOrDefault(property => (string?)property?["type"] == "title");

    /// <summary>A block's content: what stands under the name of its type.</summary>
    public JsonObject? Payload => Json[Type] as JsonObject;

    /// <summary>The object as lists and single reads show it.</summary>
    public RenderedJson Rendered => _rendered ??= RenderedJson.From(Kind == EntityKind.Page ? PageLimits.Apply(Json) : Json);

    public bool IsVisible
    {
        get
        {
            for (var entity = this; entity is not null; entity = entity.Parent)
            {
                if (!entity.IsShared)
                {
                    return false;
                }
            }

            return true;
        }
    }

    public void Changed() => _rendered = null;
}
