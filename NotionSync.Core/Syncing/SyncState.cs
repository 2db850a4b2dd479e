namespace NotionSync.Syncing;

/// <summary>How far a connection's documents follow their source.</summary>
public sealed record SyncState
{
    public required string TenantId { get; init; }

    public required string ConnectionId { get; init; }

    /// <summary>
    /// The newest edit that a finished run has listed, by Notion's clock and as Notion rounds it: down to the minute. Ours
    /// is not compared with it, so a clock that is wrong loses no edit.
    /// </summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>The watermark that a run will set when it ends well.</summary>
    public DateTimeOffset? NextWatermark { get; init; }

    public string? NextWatermarkRun { get; init; }

    /// <summary>The run over changes, or over everything, that is under way. There is one at a time.</summary>
    public string? CurrentRun { get; init; }

    /// <summary>The last run over pages that webhooks named. While it is queued, what else they name is added to it.</summary>
    public string? HintRun { get; init; }

    /// <summary>Somebody asked for a sync while one was under way: another follows.</summary>
    public bool AskedAgain { get; init; }

    /// <summary>When everything was last walked, or first imported; <see langword="null"/>: as soon as possible.</summary>
    public DateTimeOffset? ReconciledAt { get; init; }

    /// <summary>The store's mark of this state; <see langword="null"/> for one that is not stored yet.</summary>
    public string? ETag { get; init; }
}
