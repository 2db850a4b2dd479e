namespace NotionSync.Syncing;

/// <summary>The connections' part of the timetable.</summary>
public sealed class SyncSchedule(ITimetable timetable) : ISyncSchedule
{
    public Task SetDueAsync(string tenantId, string connectionId, DateTimeOffset dueAt, CancellationToken cancellationToken)
        => timetable.SetAsync(new(TimetableSubject.Connection, tenantId, connectionId, dueAt), cancellationToken);

    public Task RemoveAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => timetable.RemoveAsync(TimetableSubject.Connection, tenantId, connectionId, cancellationToken);
}
