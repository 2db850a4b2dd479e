using NotionSync.Events;
using NotionSync.Syncing;

namespace NotionSync.Connections;

/// <summary>What follows when a connection works: now for the first time, or again. Safe to repeat.</summary>
public sealed class ConnectionStart(IConnectionStore connections, SyncSchedule schedule, ISyncSender sender, EventPublisher events, TimeProvider clock)
{
    /// <param name="connection">As it was written, with <see cref="Connection.Begins"/>; without it there is nothing to do.</param>
    public async Task BeginAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.Begins is not { } begins)
        {
            return;
        }

        var isNew = begins == ConnectionBeginning.New;
        await events.PublishAsync(AppEvent.Of(connection, isNew ? EventTypes.ConnectionAdded : EventTypes.ConnectionReauthorized), cancellationToken);
        await ScheduleAsync(connection, isNew, cancellationToken);
        await connections.ChangeAsync(
            connection.TenantId,
            connection.Id,
            current => current.Begins is not null && current.Generation == connection.Generation ? current with { Begins = null } : null,
            cancellationToken);
    }

    private async Task ScheduleAsync(Connection connection, bool isNew, CancellationToken cancellationToken)
    {
        if (!connection.AutoSync.Enabled)
        {
            return;
        }

        if (isNew)
        {
            await schedule.SetDueAsync(connection.TenantId, connection.Id, connection.NextSyncAt ?? clock.GetUtcNow(), cancellationToken);
            return;
        }

        // Should the message be lost, the timer finds the connection due.
        await schedule.SetDueAsync(connection.TenantId, connection.Id, clock.GetUtcNow(), cancellationToken);
        await sender.SendAsync(
            new(connection.TenantId, connection.Id, connection.Generation, SyncReason.Connected, Follows: null, Hints: []),
            TimeSpan.Zero,
            cancellationToken);
    }
}
