using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>One object of the workspace: its JSON as Notion shows it, and its place in the tree.</summary>
internal sealed class Entity
{
    private readonly string _type;

    // A big world holds many objects that are only ever sent. Those are kept as bytes (with the few facts that searches
    // need) and become nodes again when someone looks into them.
    private JsonObject? _json;
    private byte[] _packed = [];
    private Facts? _facts;
    private RenderedJson? _rendered;

    public Entity(Guid id, EntityKind kind, JsonObject json)
    {
        Id = id;
        Kind = kind;
        _json = json;
        _type = (string?)json["type"] ?? "";
    }

    public Guid Id { get; }

    public EntityKind Kind { get; }

    /// <summary>The object in full: nothing truncated, file URLs as markers (see <see cref="FileMarker"/>).
    /// After a change call <see cref="Changed"/>.</summary>
    public JsonObject Json => _json ??= JsonNode.Parse(_packed)!.AsObject();

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
        get => Known.InTrash;
        set
        {
            Json["in_trash"] = value;
            Changed();
        }
    }

    public string LastEditedTime
    {
        get => Known.LastEditedTime;
        set
        {
            Json["last_edited_time"] = value;
            Changed();
        }
    }

    /// <summary>A block's type; empty for other kinds.</summary>
    public string Type => _type;

    public string Title => Known.Title;

    public JsonObject? TitleProperty
        => (Json["properties"] as JsonObject)?
            .Select(property => property.Value as JsonObject)
            .FirstOrDefault(property => (string?)property?["type"] == "title");

    /// <summary>A block's content: what stands under the name of its type.</summary>
    public JsonObject? Payload => Json[Type] as JsonObject;

    /// <summary>The object as lists and single reads show it.</summary>
    public RenderedJson Rendered => _rendered ??= RenderedJson.From(Kind == EntityKind.Page ? PageLimits.Apply(Json) : Json);

    private Facts Known => _facts ??= new(
        (bool?)Json["in_trash"] ?? false,
        (string?)Json["last_edited_time"] ?? "",
        Kind switch
        {
            EntityKind.Page => RichText.Plain(TitleProperty?["title"]),
            EntityKind.Block => (string?)(Payload?["title"] as JsonValue) ?? "",
            _ => RichText.Plain(Json["title"]),
        });

    /// <summary>Says that <see cref="Json"/> is not what it was.</summary>
    public void Changed()
    {
        _rendered = null;
        _facts = null;
    }

    /// <summary>Keeps the object as bytes, to save memory.</summary>
    public void Pack()
    {
        if (_json is null)
        {
            return;
        }

        _ = Known;
        _packed = RenderedJson.BytesOf(_json);
        _rendered = Kind == EntityKind.Page && PageLimits.Apply(_json) != _json ? Rendered : RenderedJson.From(_packed);
        _json = null;
    }

    private sealed record Facts(bool InTrash, string LastEditedTime, string Title);
}
