namespace NotionSync.Importing;

/// <summary>One run: a number of pages brought into the library, watched from its start to its end.</summary>
public sealed record Import
{
    public required string TenantId { get; init; }

    public required string Id { get; init; }

    public required string ConnectionId { get; init; }

    /// <summary>The connection's generation when the run began; work of another generation writes nothing.</summary>
    public required int Generation { get; init; }

    public required ImportKind Kind { get; init; }

    public required ImportStatus Status { get; init; }

    public required IReadOnlyList<ImportRequestItem> Requested { get; init; }

    /// <summary>The level of documents that are new; those that exist keep theirs.</summary>
    public required Documents.AccessLevel AccessLevel { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why the run as a whole ended early, if it did: a stable code and a sentence.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ETag { get; init; }

    public bool IsOver => Status is not (ImportStatus.Queued or ImportStatus.Running);
}

public enum ImportKind
{
    Import,
    Sync,
    Resync,
}

public enum ImportStatus
{
    Queued,
    Running,
    Completed,
    CompletedWithErrors,
    Failed,
    Cancelled,
}

/// <summary>What was asked for.</summary>
/// <param name="Id">A page, a database or a data source.</param>
/// <param name="Kind">Which of them, where the caller knows; otherwise Notion is asked, with up to two calls more.</param>
public sealed record ImportRequestItem(Notion.NotionId Id, ImportItemKind Kind, bool IncludeSubpages, ImportAs As);

/// <summary>Whether a page with a file block becomes that file.</summary>
public enum ImportAs
{
    /// <summary>A page with a file or PDF block becomes that file, any other Markdown.</summary>
    Auto,
    Markdown,
    File,
}
