using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;

namespace NotionSync.Syncing;

/// <summary>
/// What a sync leaves behind when all its pages are done: how far the library follows its source, and which pages are
/// gone. Of the latter a run proves nothing when anything went wrong in it. Safe to repeat.
/// </summary>
public sealed class RunSettlement(
    IConnectionStore connections,
    IImportStore imports,
    ISyncStore store,
    ISyncSender sender,
    ImportLanes lanes,
    DocumentPresence presence)
{
    /// <summary>Codes of failures that say something of a page, and nothing of Notion's or our health.</summary>
    private static readonly HashSet<string> HarmlessReasons = ["not_shared", "in_trash", "refused_by_notion", "no_file"];

    /// <summary>Adds what belongs to a run only once all the rest is done.</summary>
    /// <returns>Whether there is something left to do.</returns>
    public async Task<bool> AddRestAsync(Import import, CancellationToken cancellationToken)
    {
        if (import.Scope != RunScope.Everything)
        {
            return false;
        }

        var sweep = ImportItem.Step(ImportItemKind.Sweep);

        if (await imports.FindItemAsync(import.Id, sweep.Id, cancellationToken) is { } known)
        {
            return known.State == ImportItemState.Waiting;
        }

        await lanes.AddAsync(import, [sweep], cancellationToken);
        return true;
    }

    public async Task SettleAsync(Import import, ImportProgress progress, ImportStatus status, CancellationToken cancellationToken)
    {
        if (import.Kind == ImportKind.Import
            || await connections.FindAsync(import.TenantId, import.ConnectionId, cancellationToken) is not { } connection
            || connection.Generation != import.Generation)
        {
            return;
        }

        await JudgeAsync(import, IsHealthy(progress, status), cancellationToken);

        if (import.Scope != RunScope.Requested && progress.StepsFailed == 0 && status != ImportStatus.Failed)
        {
            await AdvanceAsync(import, cancellationToken);
            await NoteSyncAsync(connection, import, cancellationToken);
        }
    }

    /// <summary>The connection's place is free for the next run; one that was asked for meanwhile follows at once.</summary>
    public async Task ReleaseAsync(Import import, CancellationToken cancellationToken)
    {
        if (import.Scope == RunScope.Requested)
        {
            return;
        }

        while (await store.GetStateAsync(import.TenantId, import.ConnectionId, cancellationToken) is var state && state.CurrentRun == import.Id)
        {
            if (state.AskedAgain)
            {
                // The place stays taken by the run that is over: of all messages that come of its end, one finds it so.
                await sender.SendAsync(new(import.TenantId, import.ConnectionId, import.Generation, SyncReason.Manual, Follows: import.Id, Hints: []), TimeSpan.Zero, cancellationToken);
                return;
            }

            if (await store.TrySaveStateAsync(state with { CurrentRun = null }, cancellationToken))
            {
                return;
            }
        }
    }

    private static bool IsHealthy(ImportProgress progress, ImportStatus status)
        => status != ImportStatus.Failed
            && progress is { Calls.ServerErrors: 0, StepsFailed: 0, Doubts: 0 }
            && progress.Reasons.Keys.All(HarmlessReasons.Contains);

    private async Task JudgeAsync(Import import, bool isHealthy, CancellationToken cancellationToken)
    {
        var (tenantId, connectionId) = (import.TenantId, import.ConnectionId);

        foreach (var suspect in await store.ListNotesAsync(tenantId, connectionId, SyncNoteKind.Suspect, cancellationToken))
        {
            var isLatest = suspect.SecondRun == import.Id || (suspect.SecondRun is null && suspect.FirstRun == import.Id);

            if (!isHealthy)
            {
                await WithdrawAsync(import, suspect, cancellationToken);
            }
            else if (!isLatest)
            {
                continue;
            }
            else if (suspect is { Reason: AbsenceReason.NotFound, SecondRun: not null } && !await WasJudgedAsync(tenantId, suspect.FirstRun, cancellationToken))
            {
                // It was cancelled or broke off, or goes on still: this run is the first that counts.
                await store.PutNotesAsync(tenantId, connectionId, [suspect with { FirstRun = import.Id, SecondRun = null }], cancellationToken);
            }
            else if (suspect.Reason == AbsenceReason.InTrash || suspect.SecondRun is not null)
            {
                await presence.MarkMissingAsync(tenantId, Document.IdFor(connectionId, suspect.Id), suspect.Reason, import.Id, cancellationToken);
                await store.PutNotesAsync(tenantId, connectionId, [suspect with { Kind = SyncNoteKind.Missing }], cancellationToken);
                await store.RemoveNoteAsync(tenantId, connectionId, SyncNoteKind.Suspect, suspect.Id, cancellationToken);
            }
        }
    }

    /// <summary>Whether the run came to its end: then what it left counts, or it took it back.</summary>
    private async Task<bool> WasJudgedAsync(string tenantId, string? runId, CancellationToken cancellationToken)
        => runId is not null
            && await imports.FindAsync(tenantId, runId, cancellationToken) is { Status: ImportStatus.Completed or ImportStatus.CompletedWithErrors };

    /// <summary>What this run saw does not count; what another one saw still does.</summary>
    private Task WithdrawAsync(Import import, SyncNote suspect, CancellationToken cancellationToken)
        => (suspect.FirstRun == import.Id, suspect.SecondRun) switch
        {
            (true, null) => store.RemoveNoteAsync(import.TenantId, import.ConnectionId, SyncNoteKind.Suspect, suspect.Id, cancellationToken),
            (true, { } other) => store.PutNotesAsync(import.TenantId, import.ConnectionId, [suspect with { FirstRun = other, SecondRun = null }], cancellationToken),
            (false, { } second) when second == import.Id
                => store.PutNotesAsync(import.TenantId, import.ConnectionId, [suspect with { SecondRun = null, Reason = AbsenceReason.NotFound }], cancellationToken),
            _ => Task.CompletedTask,
        };

    private async Task AdvanceAsync(Import import, CancellationToken cancellationToken)
    {
        SyncState state;

        do
        {
            state = await store.GetStateAsync(import.TenantId, import.ConnectionId, cancellationToken);
            state = state with
            {
                Watermark = state.NextWatermarkRun == import.Id ? state.NextWatermark : state.Watermark,
                ReconciledAt = import.Scope == RunScope.Everything ? import.StartedAt : state.ReconciledAt,
            };
        }
        while (!await store.TrySaveStateAsync(state, cancellationToken));
    }

    private async Task NoteSyncAsync(Connection connection, Import import, CancellationToken cancellationToken)
    {
        for (var current = connection; current is not null && current.Generation == import.Generation && !(current.LastSyncAt >= import.StartedAt);)
        {
            if (await connections.TryUpdateAsync(current with { LastSyncAt = import.StartedAt }, cancellationToken))
            {
                return;
            }

            current = await connections.FindAsync(import.TenantId, import.ConnectionId, cancellationToken);
        }
    }
}
