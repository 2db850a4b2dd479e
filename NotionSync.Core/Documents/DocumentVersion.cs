namespace NotionSync.Documents;

/// <summary>One state of a document's content. Its bytes are named by their hash, so that versions share what they have in common.</summary>
public sealed record DocumentVersion
{
    public required string DocumentId { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    /// <summary>The title in Notion then.</summary>
    public required string Title { get; init; }

    public required DocumentKind Kind { get; init; }

    public required string ContentHash { get; init; }

    public required DocumentContent Content { get; init; }

    public DateTimeOffset? SourceLastEditedAt { get; init; }

    /// <summary>The run that brought it, or the user who restored it.</summary>
    public required string WrittenBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version whose content this one has again.</summary>
    public int? RestoredFrom { get; init; }

    public VersionDecision Decision { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public VersionState StateIn(Document document)
        => Number == document.Version ? VersionState.Published
            : Number == document.PendingVersion ? VersionState.Pending
            : Decision == VersionDecision.Rejected ? VersionState.Rejected
            : VersionState.Past;
}

public enum VersionDecision
{
    None,
    Approved,
    Rejected,
}

public enum VersionState
{
    /// <summary>The one that is shown.</summary>
    Published,

    /// <summary>It waits for somebody's approval.</summary>
    Pending,

    Rejected,

    /// <summary>It was shown once, or another came before anybody decided.</summary>
    Past,
}
