namespace NotionSync.Syncing;

/// <summary>
/// When each connection is synced next. Kept in the order of time, so that looking for what is due costs as much as is
/// due, whatever number of tenants there are.
/// </summary>
public interface ISyncSchedule
{
    /// <summary>Has the connection synced at a moment, instead of when it would have been.</summary>
    Task SetDueAsync(string tenantId, string connectionId, DateTimeOffset dueAt, CancellationToken cancellationToken);

    /// <summary>Ends the schedule of a connection. Nothing there is fine.</summary>
    Task RemoveAsync(string tenantId, string connectionId, CancellationToken cancellationToken);
}
