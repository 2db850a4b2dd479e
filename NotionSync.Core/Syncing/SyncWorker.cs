using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Connections;
using NotionSync.Importing;

namespace NotionSync.Syncing;

/// <summary>Works off the messages that ask for syncs. Any message may come twice, late, or after a crash at any line.</summary>
public sealed partial class SyncWorker(
    IConnectionStore connections,
    SyncSchedule schedule,
    ISyncStore store,
    SyncRuns runs,
    IOptions<SyncOptions> options,
    TimeProvider clock,
    ILogger<SyncWorker> logger)
{
    public async Task HandleAsync(ConnectionSyncMessage message, CancellationToken cancellationToken)
    {
        if (await FindAsync(message, cancellationToken) is not { } connection)
        {
            return;
        }

        if (message.IsTargeted)
        {
            if (connection.Status == ConnectionStatus.Active)
            {
                await runs.HintAsync(connection, message.Reason, [.. message.Hints.Select(hint => hint.ToItem())], cancellationToken);
            }

            return;
        }

        await ScheduleNextAsync(connection, cancellationToken);

        if (connection.Status != ConnectionStatus.Active || (message.Reason == SyncReason.Scheduled && !connection.AutoSync.Enabled))
        {
            return;
        }

        var state = await store.GetStateAsync(connection.TenantId, connection.Id, cancellationToken);

        if (state.Watermark is null)
        {
            // Nothing was ever imported through it.
            return;
        }

        var kind = message.Reason == SyncReason.Reconcile || IsReconcileDue(state) ? ImportKind.Reconcile : ImportKind.Sync;
        var run = message.Follows is { } ended
            ? await runs.FollowAsync(connection, kind, message.Reason, ended, cancellationToken)
            : await runs.StartAsync(connection, kind, message.Reason, again: message.Reason is not SyncReason.Scheduled, cancellationToken);

        if (run is not null)
        {
            Log.Started(logger, connection.TenantId, connection.Id, run.Id, message.Reason);
        }
    }

    /// <summary>For messages that were given up: said as a failed run. A connection that is scheduled is due again by itself.</summary>
    public async Task GiveUpAsync(ConnectionSyncMessage message, CancellationToken cancellationToken)
    {
        if (await FindAsync(message, cancellationToken) is { } connection)
        {
            Log.GivenUp(logger, message.TenantId, message.ConnectionId, message.Reason);
            await runs.RecordFailureAsync(connection, message, cancellationToken);
        }
    }

    private async Task<Connection?> FindAsync(ConnectionSyncMessage message, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(message.TenantId, message.ConnectionId, cancellationToken);

        if (connection is null)
        {
            await schedule.RemoveAsync(message.TenantId, message.ConnectionId, cancellationToken);
            return null;
        }

        return message.Generation == ConnectionSyncMessage.AnyGeneration || message.Generation == connection.Generation ? connection : null;
    }

    private bool IsReconcileDue(SyncState state)
        => options.Value.ReconcileIntervalDays is > 0 and var days
            && !(state.ReconciledAt > clock.GetUtcNow() - TimeSpan.FromDays(days));

    private async Task ScheduleNextAsync(Connection connection, CancellationToken cancellationToken)
    {
        for (var current = connection; current is not null;)
        {
            var next = current.AutoSync.Enabled && current.Status == ConnectionStatus.Active
                ? SyncPhase.Next(current.TenantId, current.Id, IntervalOf(current), clock.GetUtcNow())
                : (DateTimeOffset?)null;

            if (next is { } dueAt)
            {
                await schedule.SetDueAsync(current.TenantId, current.Id, dueAt, cancellationToken);
            }

            if (current.NextSyncAt == next || await connections.TryUpdateAsync(current with { NextSyncAt = next }, cancellationToken))
            {
                if (next is null)
                {
                    // Whoever turns it on again, or authorises again, sets when it is due.
                    await schedule.RemoveAsync(current.TenantId, current.Id, cancellationToken);
                }

                return;
            }

            current = await connections.FindAsync(connection.TenantId, connection.Id, cancellationToken);
        }
    }

    private TimeSpan IntervalOf(Connection connection)
        => TimeSpan.FromHours(SyncOptions.AllowedIntervalHours.Contains(connection.AutoSync.IntervalHours) ? connection.AutoSync.IntervalHours : options.Value.DefaultIntervalHours);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Connection {ConnectionId} of tenant {TenantId} is synced by run {RunId}: {Reason}.")]
        public static partial void Started(ILogger logger, string tenantId, string connectionId, string runId, SyncReason reason);

        [LoggerMessage(2, LogLevel.Error, "A sync of connection {ConnectionId} of tenant {TenantId} could not begin: {Reason}.")]
        public static partial void GivenUp(ILogger logger, string tenantId, string connectionId, SyncReason reason);
    }
}
