using System.Security.Cryptography;
using System.Text;
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

    /// <summary>The widest level that was asked for it, if another than the import's.</summary>
    public Documents.AccessLevel? AccessLevel { get; init; }

    /// <summary>Found below another page, not asked for.</summary>
    public bool IsSubpage { get; init; }

    /// <summary>Whose comments to show; a sync goes on with what the document has.</summary>
    public CommentScope Comments { get; init; }

    /// <summary><see langword="false"/>: whoever found the page saw that it has no blocks.</summary>
    public bool MayHaveBlocks { get; init; } = true;

    /// <summary>The object's JSON where the listing that found it gave it; empty: it has to be asked for.</summary>
    public ReadOnlyMemory<byte> Source { get; init; }

    /// <summary>The lane that it waits in, which <see cref="ImportLanes"/> decides.</summary>
    public int? Lane { get; init; }

    /// <summary>Of a step over a data source: which.</summary>
    public NotionId? Subject { get; init; }

    /// <summary>It belongs to what is followed; otherwise a sync looks before it makes a new document of it.</summary>
    public bool IsFollowed { get; init; }

    /// <summary>An earlier run could not do it.</summary>
    public bool IsOwed { get; init; }

    /// <summary>An earlier run did not find it, or it is said to be gone.</summary>
    public bool IsSuspect { get; init; }

    public ImportItemState State { get; init; }

    /// <summary>What earlier invocations spent on it.</summary>
    public ImportCalls Calls { get; init; }

    /// <summary>How often its message was given up and taken again.</summary>
    public int Rounds { get; init; }

    /// <summary>What stopped the last try, if it may pass.</summary>
    public ImportFailure? LastError { get; init; }

    public string? ETag { get; init; }

    /// <summary>A part of the run that finds pages, and is none itself.</summary>
    public bool IsStep => Kind >= ImportItemKind.Changes;

    public static ImportItem Step(ImportItemKind kind, NotionId? subject = null)
        => new()
        {
            Id = new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{subject}")).AsSpan(0, 16))),
            Kind = kind,
            Subject = subject,
            Title = kind.ToString(),
        };
}

public enum ImportItemKind
{
    /// <summary>Only the id is known; Notion is asked what it is.</summary>
    Unknown,
    Page,
    Database,
    DataSource,

    /// <summary>A step: what was edited.</summary>
    Changes,

    /// <summary>A step: what lies in the trash.</summary>
    Trash,

    /// <summary>A step: which rows of a data source were edited.</summary>
    RowChanges,

    /// <summary>A step: which documents a walk over everything did not meet.</summary>
    Sweep,
}

public enum ImportItemState
{
    Waiting,
    Imported,
    Unchanged,
    Skipped,
    Failed,

    /// <summary>A step that is done.</summary>
    Listed,
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
    /// <summary>Of content and files that were not stored already.</summary>
    public long BytesStored { get; init; }

    /// <summary>Why the page could not be reached, as a code, where that is no failure of the run.</summary>
    public string? Unreachable { get; init; }

    /// <summary>Something about Notion's answers is odd: this run proves of no page that it is gone.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>A step that found out what it should.</summary>
    public static ImportOutcome Listed(ImportItem item, ImportCalls calls) => new(ImportItemState.Listed, item.Title, calls, [], []);

    public static ImportOutcome Skipped(ImportItem item, ImportCalls calls, params IReadOnlyList<ImportNote> notes)
        => new(ImportItemState.Skipped, item.Title, calls, [], notes);

    public static ImportOutcome Failed(ImportItem item, ImportCalls calls, string code, string message)
        => new(ImportItemState.Failed, item.Title, calls, item.IsStep ? [] : [new(item.Id, item.Title, code, message)], []);
}

/// <param name="Made">Requests sent to Notion, repeated ones included.</param>
/// <param name="LowerBound">Requests that cannot be done without: the object itself where no listing gave it, and one per started hundred of children of each parent that has any.</param>
/// <param name="Retries">How many of those sent were repetitions.</param>
/// <param name="WaitedMilliseconds">Time that was waited for Notion's limit.</param>
/// <param name="ServerErrors">Answers that were no proper ones: 5xx, broken, or none at all.</param>
public readonly record struct ImportCalls(long Made, long LowerBound, long Retries = 0, long WaitedMilliseconds = 0, long ServerErrors = 0)
{
    public static ImportCalls operator +(ImportCalls left, ImportCalls right) => Add(left, right);

    public static ImportCalls Add(ImportCalls left, ImportCalls right)
        => new(
            left.Made + right.Made,
            left.LowerBound + right.LowerBound,
            left.Retries + right.Retries,
            left.WaitedMilliseconds + right.WaitedMilliseconds,
            left.ServerErrors + right.ServerErrors);
}

/// <summary>Why a page was not imported: a stable code and a sentence for people.</summary>
public sealed record ImportFailure(NotionId PageId, string Title, string Code, string Message);

/// <summary>A block that could not be carried over; its page was imported, with a placeholder in its place.</summary>
public sealed record ImportNote(NotionId PageId, NotionId BlockId, string Code, string Message);

/// <summary>What has become of an import's items. Once the run is over, <c>Discovered = Imported + Unchanged + Skipped + Failed</c>.</summary>
/// <param name="Incomplete">Pages that were imported, but not all of their files.</param>
public sealed record ImportProgress(int Discovered, int Imported, int Unchanged, int Skipped, int Failed, int Incomplete, ImportCalls Calls)
{
    private static readonly IReadOnlyDictionary<string, int> NoReasons = new Dictionary<string, int>();

    public int Done => Imported + Unchanged + Skipped + Failed;

    /// <summary>Parts of the run that find pages.</summary>
    public int Steps { get; init; }

    public int StepsDone { get; init; }

    public int StepsFailed { get; init; }

    /// <summary>Items after which nothing may be taken for gone.</summary>
    public int Doubts { get; init; }

    public long BytesStored { get; init; }

    /// <summary>The title of the page that ended last.</summary>
    public string? LatestPage { get; init; }

    /// <summary>How many pages were not imported, by code.</summary>
    public IReadOnlyDictionary<string, int> Reasons { get; init; } = NoReasons;

    public bool IsDone => Done == Discovered && StepsDone == Steps;
}
