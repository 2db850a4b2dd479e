namespace NotionSync.Syncing;

/// <summary>When each connection is synced next: the connections' part of the timetable.</summary>
public sealed class SyncSchedule(ITimetable timetable)
{
    /// <summary>Has the connection synced at a moment, instead of when it would have been.</summary>
    public Task SetDueAsync(string tenantId, string connectionId, DateTimeOffset dueAt, CancellationToken cancellationToken)
        => timetable.SetAsync(new(TimetableSubject.Connection, tenantId, connectionId, dueAt), cancellationToken);

    /// <summary>Ends the schedule of a connection. Nothing there is fine.</summary>
    public Task RemoveAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => timetable.RemoveAsync(TimetableSubject.Connection, tenantId, connectionId, cancellationToken);
}
