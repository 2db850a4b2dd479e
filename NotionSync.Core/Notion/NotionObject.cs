namespace NotionSync.Notion;

/// <summary>What a page, database or data source says of itself. Everything else stays in <see cref="Json"/>.</summary>
/// <param name="Kind"><c>page</c>, <c>database</c> or <c>data_source</c>.</param>
/// <param name="Title">Plain text; empty where it has none. A page's title is the property of type <c>title</c>, whatever its name.</param>
/// <param name="LastEditedAt">Rounded down to the minute by Notion.</param>
/// <param name="Json">The whole object as it came.</param>
public sealed record NotionObject(
    string Kind,
    NotionId Id,
    string Title,
    string? Url,
    string? PublicUrl,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastEditedAt,
    bool InTrash,
    NotionParent Parent,
    NotionIcon? Icon,
    string? CoverUrl,
    ReadOnlyMemory<byte> Json)
{
    /// <summary>Notion told no more than kind and id, as search and queries sometimes do: get the object by its id.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Of a data source: where its database lies.</summary>
    public NotionParent? DatabaseParent { get; init; }

    /// <summary>Of a database: the data sources that hold its rows, one or more.</summary>
    public IReadOnlyList<NotionDataSourceName> DataSources { get; init; } = [];
}

/// <summary>How a database names one of its data sources.</summary>
public sealed record NotionDataSourceName(NotionId Id, string Name);

/// <summary>Where an object lies. <see cref="Type"/> is Notion's own name (<c>page_id</c>, <c>data_source_id</c>, <c>workspace</c>, …).</summary>
public sealed record NotionParent(string Type, NotionId? Id, NotionId? DatabaseId = null);

/// <summary>An emoji, or an image by URL, or a named native icon. <see cref="Value"/> is the emoji, URL (signature removed) or name.</summary>
public sealed record NotionIcon(string Type, string Value);

/// <summary>One answer of a paginated listing.</summary>
/// <param name="Incomplete">Notion says that the listing stops before its end (<c>request_status: incomplete</c>).</param>
public sealed record NotionList<T>(IReadOnlyList<T> Items, string? NextCursor, bool Incomplete = false);
