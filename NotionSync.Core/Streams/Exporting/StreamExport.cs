using System.Text.Json.Serialization;

namespace NotionSync.Streams.Exporting;

/// <summary>A run that writes streams to the store, part by part. What its last update names is what it has; anything else in the store is left over.</summary>
public sealed record StreamExport
{
    public required string TenantId { get; init; }

    /// <summary>The newest export's is the first in the order of texts.</summary>
    public required string Id { get; init; }

    public required string ConnectionId { get; init; }

    /// <summary>Of the connection when it began: a later one ends the export.</summary>
    public required int Generation { get; init; }

    public required IReadOnlyList<StreamExportItem> Streams { get; init; }

    public DateTimeOffset? StartDate { get; init; }

    public int BlockDepth { get; init; }

    public bool BlockComments { get; init; }

    public StreamExportStatus Status { get; init; }

    /// <summary>Names of the parts, in order.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    public long Bytes { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its first message was last sent again; <see langword="null"/>: never.</summary>
    public DateTimeOffset? BegunAgainAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? ErrorCode { get; init; }

    [JsonIgnore]
    public string? ETag { get; init; }

    public bool IsFinished => Status is StreamExportStatus.Completed or StreamExportStatus.Failed or StreamExportStatus.Cancelled;
}

/// <summary>One stream of an export, and how far it is.</summary>
/// <param name="State">Of its last part; of a finished one it is what the next incremental export begins with.</param>
public sealed record StreamExportItem(string Name, StreamMode Mode, StreamState? State, bool IsDone, long Records, IReadOnlyDictionary<string, int> Warnings);

public enum StreamExportStatus
{
    Queued,
    Running,
    Completed,
    Failed,
    Cancelled,
}
