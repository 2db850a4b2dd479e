using NotionSync.Connections;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>What syncing remembers of each connection between its runs, and what a tenant chose.</summary>
public interface ISyncStore
{
    /// <summary>The connection's state; a new one without an ETag where there is none yet.</summary>
    Task<SyncState> GetStateAsync(string tenantId, string connectionId, CancellationToken cancellationToken);

    /// <summary>Writes the state if it is still as it was read.</summary>
    Task<bool> TrySaveStateAsync(SyncState state, CancellationToken cancellationToken);

    Task<SyncNote?> FindNoteAsync(string tenantId, string connectionId, SyncNoteKind kind, NotionId id, CancellationToken cancellationToken);

    Task<IReadOnlyList<SyncNote>> ListNotesAsync(string tenantId, string connectionId, SyncNoteKind kind, CancellationToken cancellationToken);

    /// <summary>Writes the notes, over those that are there.</summary>
    Task PutNotesAsync(string tenantId, string connectionId, IReadOnlyCollection<SyncNote> notes, CancellationToken cancellationToken);

    /// <summary>Removes a note. Nothing there is fine.</summary>
    Task RemoveNoteAsync(string tenantId, string connectionId, SyncNoteKind kind, NotionId id, CancellationToken cancellationToken);

    /// <summary>How the connection's lanes are shared out; none taken where nothing is stored.</summary>
    Task<LaneShares> GetSharesAsync(string tenantId, string connectionId, CancellationToken cancellationToken);

    /// <summary>Writes the shares if they are still as they were read.</summary>
    Task<bool> TrySaveSharesAsync(string tenantId, string connectionId, LaneShares shares, CancellationToken cancellationToken);

    /// <summary>Forgets all of a connection.</summary>
    Task RemoveAllAsync(string tenantId, string connectionId, CancellationToken cancellationToken);

    /// <summary>What the tenant chose for all its connections; <see langword="null"/>: nothing.</summary>
    Task<AutoSync?> FindSettingsAsync(string tenantId, CancellationToken cancellationToken);

    Task SetSettingsAsync(string tenantId, AutoSync settings, CancellationToken cancellationToken);
}
