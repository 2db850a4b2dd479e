using System.Text.Json.Serialization;

namespace NotionSync.Syncing;

/// <summary>Bring a connection's documents up to date. Small, and free of content: what to do is read from the stored state.</summary>
/// <param name="Generation">The connection's generation when it was asked for, or <see cref="AnyGeneration"/>.</param>
/// <param name="Follows">The run that had to end first, and that holds the connection's place until it is followed.</param>
/// <param name="Hints">What a webhook names: only these are looked at. Empty: everything that changed.</param>
public sealed record ConnectionSyncMessage(
    string TenantId,
    string ConnectionId,
    int Generation,
    SyncReason Reason,
    string? Follows,
    IReadOnlyList<SyncHint> Hints)
{
    /// <summary>For the timer, which knows no more than that the connection is due: whatever generation it is of by then.</summary>
    public const int AnyGeneration = 0;

    [JsonIgnore]
    public bool IsTargeted => Hints.Count > 0;
}

/// <summary>Why a connection is synced.</summary>
public enum SyncReason
{
    /// <summary>The timer found it due.</summary>
    Scheduled,

    /// <summary>Somebody asked for it now.</summary>
    Manual,

    /// <summary>It was connected, or authorised again.</summary>
    Connected,

    /// <summary>A webhook named what changed.</summary>
    Webhook,

    /// <summary>Somebody asked for one document.</summary>
    Resync,

    /// <summary>Everything is walked and compared.</summary>
    Reconcile,
}
