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

    /// <summary>What belongs to the run besides what was asked for.</summary>
    public RunScope Scope { get; init; }

    /// <summary>Why it runs; <see langword="null"/>: somebody imports.</summary>
    public Syncing.SyncReason? Reason { get; init; }

    /// <summary>Of a run over changes: the last edit that the run before saw. Its list goes back to some minutes before.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The run whose failed pages this one tries again.</summary>
    public string? RetryOf { get; init; }

    /// <summary>Its share of the connection's lanes, once it has begun.</summary>
    public int Lanes { get; init; } = LaneShares.MostOfOne;

    /// <summary>How often the message that begins it was given up.</summary>
    public int BeginsGivenUp { get; init; }

    /// <summary>When its first message was last sent again, because nobody seemed to have begun.</summary>
    public DateTimeOffset? BegunAgainAt { get; init; }

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

    /// <summary>What changed since the last sync.</summary>
    Sync,

    /// <summary>One page, whether it changed or not.</summary>
    Resync,

    /// <summary>Everything that is followed, whether it changed or not.</summary>
    Reconcile,
}

public enum RunScope
{
    /// <summary>Nothing else.</summary>
    Requested,

    /// <summary>What Notion lists as edited or trashed since the last sync.</summary>
    Changes,

    /// <summary>All that is followed, and all documents that were not met on the way.</summary>
    Everything,
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
/// <param name="AccessLevel">The widest level of what is new of it and below it; without one, the import's.</param>
/// <param name="Kind">Which of them, where the caller knows; otherwise Notion is asked, with up to two calls more.</param>
/// <param name="Comments">Whose comments stand at the end of the documents.</param>
/// <param name="IsSubpage">A retry of what an earlier run found below another page.</param>
public sealed record ImportRequestItem(
    Notion.NotionId Id, ImportItemKind Kind, bool IncludeSubpages, ImportAs As, Documents.AccessLevel? AccessLevel = null, CommentScope Comments = CommentScope.None, bool IsSubpage = false);

/// <summary>Which open comments a document shows at its end. Notion gives them page by page and block by block.</summary>
public enum CommentScope
{
    None,

    /// <summary>Those on the page: one call a page.</summary>
    Page,

    /// <summary>Those on its blocks too: one call a block.</summary>
    Blocks,
}

/// <summary>Whether a page with a file block becomes that file.</summary>
public enum ImportAs
{
    /// <summary>A page with a file or PDF block becomes that file, any other Markdown.</summary>
    Auto,
    Markdown,
    File,
}
