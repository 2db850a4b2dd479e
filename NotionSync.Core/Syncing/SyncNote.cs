using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>Something that one run of a connection leaves for the next.</summary>
public sealed record SyncNote
{
    public required SyncNoteKind Kind { get; init; }

    public required NotionId Id { get; init; }

    public ImportItemKind ItemKind { get; init; }

    public bool IncludeSubpages { get; init; }

    public ImportAs As { get; init; }

    public CommentScope Comments { get; init; }

    /// <summary>Of a data source: the database that it belongs to.</summary>
    public NotionId? Container { get; init; }

    /// <summary>Of a page that may be, or is, missing.</summary>
    public AbsenceReason Reason { get; init; }

    /// <summary>The run that missed it first.</summary>
    public string? FirstRun { get; init; }

    /// <summary>Another run that missed it too.</summary>
    public string? SecondRun { get; init; }
}

public enum SyncNoteKind
{
    /// <summary>Somebody imported it, and what is below it is followed.</summary>
    Root,

    /// <summary>Its rows are followed.</summary>
    DataSource,

    /// <summary>It failed for a reason that may pass: the next sync tries it again.</summary>
    Owed,

    /// <summary>A run did not find it. It takes a healthy run to be believed.</summary>
    Suspect,

    /// <summary>Its document says that it is missing.</summary>
    Missing,

    /// <summary>Its document was deleted here: a sync does not bring it back.</summary>
    Excluded,
}
