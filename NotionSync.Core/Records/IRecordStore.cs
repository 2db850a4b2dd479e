namespace NotionSync.Records;

/// <summary>
/// Small records of a tenant under keys of its own: contacts, links, versions, the audit log. All records of a tenant lie
/// together with its documents, so one transaction may hold both.
/// </summary>
public interface IRecordStore
{
    Task<StoredRecord?> FindAsync(string tenantId, string key, CancellationToken cancellationToken);

    /// <summary>The records of a range in the order of their keys. One request to the storage where <paramref name="count"/> is at most 999.</summary>
    Task<RecordPage> ListAsync(string tenantId, RecordRange range, int count, CancellationToken cancellationToken);

    /// <summary>Writes all or nothing; at most <see cref="RecordWrite.MaxPerTransaction"/> at once, each key once.</summary>
    /// <returns><see langword="false"/>: another writer was first with one of them, and nothing was written.</returns>
    Task<bool> TryWriteAsync(string tenantId, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken);
}

/// <param name="ETag">The store's mark of this state.</param>
public sealed record StoredRecord(string Key, string Json, string ETag);

/// <param name="Next">Where the range goes on (<see cref="RecordRange.After"/>); <see langword="null"/>: it ends here.</param>
public sealed record RecordPage(IReadOnlyList<StoredRecord> Items, string? Next);

/// <summary>The records whose keys begin with the given parts.</summary>
/// <param name="Prefix">A key, see <see cref="RecordKey"/>.</param>
/// <param name="After">Only what comes after this key.</param>
/// <param name="Before">Only what comes before this key.</param>
public sealed record RecordRange(string Prefix, string? After = null, string? Before = null);
