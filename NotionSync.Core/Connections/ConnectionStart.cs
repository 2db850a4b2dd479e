using NotionSync.Events;
using NotionSync.Syncing;

namespace NotionSync.Connections;

/// <summary>What follows when a connection works: now for the first time, or again.</summary>
public sealed class ConnectionStart(ISyncSchedule schedule, ISyncSender sender, EventPublisher events, TimeProvider clock)
{
    /// <param name="isNew">It was not there before.</param>
    public async Task BeginAsync(Connection connection, bool isNew, CancellationToken cancellationToken)
    {
        await events.PublishAsync(AppEvent.Of(connection, isNew ? EventTypes.ConnectionAdded : EventTypes.ConnectionReauthorized), cancellationToken);

        if (!connection.AutoSync.Enabled)
        {
            return;
        }

        if (isNew)
        {
            // Nothing of it is followed yet. A sync now would only run beside the first import and fetch the same pages.
            await schedule.SetDueAsync(connection.TenantId, connection.Id, clock.GetUtcNow().AddHours(connection.AutoSync.IntervalHours), cancellationToken);
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
