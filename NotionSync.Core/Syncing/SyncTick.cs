using Microsoft.Extensions.Logging;
using NotionSync.Importing;

namespace NotionSync.Syncing;

/// <summary>
/// What the timer does: asks for a sync of each connection that is due, and looks after runs that stand still. Late, twice, or at the same time in two processes,
/// it does the same: an entry is moved before its message is sent, and only one of two can move it.
/// </summary>
public sealed partial class SyncTick(ITimetable timetable, ISyncSender sender, RunWatch runs, TimeProvider clock, ILogger<SyncTick> logger)
{
    private const int AtOnce = 16;

    /// <summary>
    /// An entry that was taken is due again after this: the worker that syncs moves it on. So a message that was never
    /// sent, or that nobody could work off, costs this delay and not a whole interval.
    /// </summary>
    public static readonly TimeSpan ClaimLasts = TimeSpan.FromMinutes(30);

    /// <summary>Between two looks at a run that is under way.</summary>
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(5);

    /// <returns>How many connections were due, and taken by this call.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var taken = 0;

        await Parallel.ForEachAsync(
            timetable.ListDueAsync(now, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (entry, stopping) =>
            {
                if (entry.Subject == TimetableSubject.Run)
                {
                    await LookAfterAsync(entry, now, stopping);
                }
                else if (await timetable.TryMoveAsync(entry, now + ClaimLasts, stopping))
                {
                    await sender.SendAsync(
                        new(entry.TenantId, entry.Id, ConnectionSyncMessage.AnyGeneration, SyncReason.Scheduled, Follows: null, Hints: []),
                        TimeSpan.Zero,
                        stopping);
                    Interlocked.Increment(ref taken);
                }
            });

        Log.Ticked(logger, taken);
        return taken;
    }

    private async Task LookAfterAsync(TimetableEntry entry, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await timetable.TryMoveAsync(entry, now + LookAgainAfter, cancellationToken))
        {
            return;
        }

        try
        {
            if (!await runs.LookAfterAsync(entry.TenantId, entry.Id, cancellationToken))
            {
                await timetable.RemoveAsync(entry.Subject, entry.TenantId, entry.Id, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One run that cannot be looked after now must not keep all others from their turn. It is looked at again.
            Log.NotLookedAfter(logger, exception, entry.TenantId, entry.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} connections were due for a sync.")]
        public static partial void Ticked(ILogger logger, int count);

        [LoggerMessage(2, LogLevel.Error, "Run {RunId} of tenant {TenantId} could not be looked after.")]
        public static partial void NotLookedAfter(ILogger logger, Exception exception, string tenantId, string runId);
    }
}
