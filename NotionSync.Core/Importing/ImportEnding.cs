using Microsoft.Extensions.Logging;
using NotionSync.Events;
using NotionSync.Syncing;

namespace NotionSync.Importing;

/// <summary>Ends runs: once all is done, or early for a reason.</summary>
public sealed partial class ImportEnding(IImportStore imports, RunSettlement settlement, LaneSharing shares, ITimetable timetable, EventPublisher events, TimeProvider clock, ILogger<ImportEnding> logger)
{
    private static readonly (string Code, string Message) ListingFailed = ("listing_failed", "Not all that changed could be listed. The next sync looks again.");

    /// <summary>Ends the run if nothing of it is left to do. Safe to ask at any time.</summary>
    public async Task EndIfDoneAsync(Import import, CancellationToken cancellationToken)
    {
        var progress = await imports.GetProgressAsync(import.Id, cancellationToken);

        if (!progress.IsDone || await settlement.AddRestAsync(import, cancellationToken))
        {
            return;
        }

        var status = (progress.Failed + progress.Incomplete + progress.StepsFailed, progress.Imported + progress.Unchanged + progress.Skipped) switch
        {
            (0, _) => ImportStatus.Completed,
            (_, 0) => ImportStatus.Failed,
            _ => ImportStatus.CompletedWithErrors,
        };

        // Before the run says that it is over: a crash in between has it settled again, which changes nothing.
        await settlement.SettleAsync(import, progress, status, cancellationToken);
        await EndAsync(import, status, progress.StepsFailed > 0 ? ListingFailed : null, cancellationToken);
    }

    public async Task EndAsync(Import import, ImportStatus status, (string Code, string Message)? error, CancellationToken cancellationToken)
    {
        while (await imports.FindAsync(import.TenantId, import.Id, cancellationToken) is { IsOver: false } current)
        {
            var ended = current with { Status = status, FinishedAt = clock.GetUtcNow(), ErrorCode = error?.Code, ErrorMessage = error?.Message };

            if (await imports.TryUpdateAsync(ended, cancellationToken) is { } over)
            {
                Log.ImportEnded(logger, import.TenantId, import.Id, status);
                import = over;
                break;
            }
        }

        await AfterEndAsync(import, cancellationToken);
    }

    /// <summary>What follows the end of a run, however it ended. Safe to repeat.</summary>
    public async Task AfterEndAsync(Import import, CancellationToken cancellationToken)
    {
        if (import.IsOver)
        {
            await events.PublishAsync(AppEvent.Of(import), cancellationToken);
        }

        await shares.ReleaseAsync(import, cancellationToken);
        await settlement.ReleaseAsync(import, cancellationToken);
        await timetable.RemoveAsync(TimetableSubject.Run, import.TenantId, import.Id, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Import {ImportId} of tenant {TenantId} ended: {Status}.")]
        public static partial void ImportEnded(ILogger logger, string tenantId, string importId, ImportStatus status);
    }
}
