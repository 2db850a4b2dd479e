using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>One page, database or data source of an import, from its discovery to its end.</summary>
public sealed record ImportItem
{
    public required NotionId Id { get; init; }

    public required ImportItemKind Kind { get; init; }

    /// <summary>What the listing that found it called it; empty where only an id was given.</summary>
    public string Title { get; init; } = string.Empty;

    public bool IncludeSubpages { get; init; }

    public ImportAs As { get; init; }

    /// <summary><see langword="false"/>: whoever found the page saw that it has no blocks.</summary>
    public bool MayHaveBlocks { get; init; } = true;

    /// <summary>The object's JSON where the listing that found it gave it; empty: it has to be asked for.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }

    public ImportItemState State { get; init; }

    /// <summary>What earlier invocations spent on it.</summary>
    public ImportCalls Calls { get; init; }

    /// <summary>How often its message was given up and taken again.</summary>
    public int Rounds { get; init; }

    /// <summary>What stopped the last try, if it may pass.</summary>
    public ImportFailure? LastError { get; init; }

    public string? ETag { get; init; }
}

public enum ImportItemKind
{
    /// <summary>Only the id is known; Notion is asked what it is.</summary>
    Unknown,
    Page,
    Database,
    DataSource,
}

public enum ImportItemState
{
    Waiting,
    Imported,
    Unchanged,
    Skipped,
    Failed,
}

/// <summary>How an item ended.</summary>
/// <param name="Failures">Why it was not imported; or, of a page that was, which of its files were not.</param>
/// <param name="Notes">Blocks that Notion's API does not give: the document says so in their place.</param>
public sealed record ImportOutcome(
    ImportItemState State,
    string Title,
    ImportCalls Calls,
    IReadOnlyList<ImportFailure> Failures,
    IReadOnlyList<ImportNote> Notes)
{
    public static ImportOutcome Failed(ImportItem item, ImportCalls calls, string code, string message)
        => new(ImportItemState.Failed, item.Title, calls, [new(item.Id, item.Title, code, message)], []);
}

/// <param name="Made">Requests sent to Notion, repeated ones included.</param>
/// <param name="LowerBound">Requests that cannot be done without: the object itself where no listing gave it, and one per started hundred of children of each parent that has any.</param>
public readonly record struct ImportCalls(long Made, long LowerBound)
{
    public static ImportCalls operator +(ImportCalls left, ImportCalls right) => Add(left, right);

    public static ImportCalls Add(ImportCalls left, ImportCalls right) => new(left.Made + right.Made, left.LowerBound + right.LowerBound);
}

/// <summary>Why a page was not imported: a stable code and a sentence for people.</summary>
public sealed record ImportFailure(NotionId PageId, string Title, string Code, string Message);

/// <summary>A block that could not be carried over; its page was imported, with a placeholder in its place.</summary>
public sealed record ImportNote(NotionId PageId, NotionId BlockId, string Code, string Message);

/// <summary>What has become of an import's items. Once the run is over, <c>Discovered = Imported + Unchanged + Skipped + Failed</c>.</summary>
/// <param name="Incomplete">Pages that were imported, but not all of their files.</param>
public sealed record ImportProgress(int Discovered, int Imported, int Unchanged, int Skipped, int Failed, int Incomplete, ImportCalls Calls)
{
    public int Done => Imported + Unchanged + Skipped + Failed;
}
