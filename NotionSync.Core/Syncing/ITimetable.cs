namespace NotionSync.Syncing;

/// <summary>What falls due at some time: connections that are to be synced, and runs that are to be looked after.</summary>
public interface ITimetable
{
    /// <summary>Sets when something falls due, wherever it stood.</summary>
    Task SetAsync(TimetableEntry entry, CancellationToken cancellationToken);

    /// <summary>Moves an entry, if it still stands where it was read.</summary>
    /// <returns><see langword="false"/>: somebody else moved or removed it.</returns>
    Task<bool> TryMoveAsync(TimetableEntry entry, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>Removes an entry. Nothing there is fine.</summary>
    Task RemoveAsync(TimetableSubject subject, string tenantId, string id, CancellationToken cancellationToken);

    /// <summary>What is due, the oldest of each shard first. Reads no other entries.</summary>
    IAsyncEnumerable<TimetableEntry> ListDueAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <param name="Id">A connection's or a run's.</param>
public sealed record TimetableEntry(TimetableSubject Subject, string TenantId, string Id, DateTimeOffset DueAt);

public enum TimetableSubject
{
    /// <summary>A connection that is to be synced.</summary>
    Connection,

    /// <summary>A run that is not over: looked at now and then, so that none stands still for good.</summary>
    Run,
}
