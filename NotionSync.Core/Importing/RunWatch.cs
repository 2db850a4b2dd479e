using NotionSync.Syncing;

namespace NotionSync.Importing;

/// <summary>
/// Looks after runs that nobody works on any more: one whose first message was lost, lanes that stand still, and one
/// whose end was not written though all is done.
/// </summary>
public sealed class RunWatch(IImportStore imports, ImportStarter starter, ImportLanes lanes, ImportEnding ending, TimeProvider clock)
{
    /// <summary>A run that nobody began after this time lost its first message.</summary>
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromMinutes(1);

    /// <summary>Longer than Notion's limit makes an item wait.</summary>
    public static readonly TimeSpan StallsAfter = TimeSpan.FromMinutes(2);

    /// <returns>Whether there is still something to look after.</returns>
    public async Task<bool> LookAfterAsync(string tenantId, string importId, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(tenantId, importId, cancellationToken) is not { } import)
        {
            return false;
        }

        if (import.IsOver)
        {
            await ending.AfterEndAsync(import, cancellationToken);
            return false;
        }

        await NudgeAsync(import, cancellationToken);
        return true;
    }

    /// <summary>Sets going again what stands still. What does not is left alone.</summary>
    public async Task NudgeAsync(Import import, CancellationToken cancellationToken)
    {
        if (import.Status == ImportStatus.Queued)
        {
            await BeginAgainAsync(import, cancellationToken);
        }

        if (import.Status != ImportStatus.Running || clock.GetUtcNow() - import.StartedAt < StallsAfter)
        {
            return;
        }

        await lanes.StartStalledAsync(import, StallsAfter, cancellationToken);

        if (await imports.IsIdleAsync(import.Id, StallsAfter, cancellationToken))
        {
            // Begun and cut off before its first item was added; or done, and cut off before that was said.
            var progress = await imports.GetProgressAsync(import.Id, cancellationToken);

            if (progress.Discovered + progress.Steps == 0)
            {
                await BeginAgainAsync(import, cancellationToken);
            }
            else
            {
                await ending.EndIfDoneAsync(import, cancellationToken);
            }
        }
    }

    /// <summary>Sends the first message again: once in a while, however many look.</summary>
    private async Task BeginAgainAsync(Import import, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        if (now - (import.BegunAgainAt ?? import.StartedAt) > BeginsWithin
            && await imports.TryUpdateAsync(import with { BegunAgainAt = now }, cancellationToken) is { } taken)
        {
            await starter.SendFirstAsync(taken, cancellationToken);
        }
    }
}
