using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;

namespace NotionSync.Syncing;

/// <summary>Starts the runs of syncs. Of those that look at all of a connection there is one at a time.</summary>
public sealed class SyncRuns(ISyncStore store, IImportStore imports, ImportStarter starter, TimeProvider clock)
{
    /// <summary>An edit comes as several events, and a person makes several edits: the run over the first waits for those that follow.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(3);

    private const int MostGathered = 500;

    /// <summary>A run over what changed, or over everything. One that is under way already stands for it.</summary>
    /// <param name="again">Where one is under way, another follows it: it may be past what the caller has in mind.</param>
    public async Task<Import> StartAsync(Connection connection, ImportKind kind, SyncReason reason, bool again, CancellationToken cancellationToken)
        => (await StartAsync(connection, kind, reason, again, follows: null, cancellationToken))!;

    /// <summary>The run that was asked for while another was under way.</summary>
    /// <returns><see langword="null"/>: it was followed already.</returns>
    public Task<Import?> FollowAsync(Connection connection, ImportKind kind, SyncReason reason, string run, CancellationToken cancellationToken)
        => StartAsync(connection, kind, reason, again: false, run, cancellationToken);

    private async Task<Import?> StartAsync(Connection connection, ImportKind kind, SyncReason reason, bool again, string? follows, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await store.GetStateAsync(connection.TenantId, connection.Id, cancellationToken);

            if (state.CurrentRun is { } currentId)
            {
                var current = await imports.FindAsync(connection.TenantId, currentId, cancellationToken);

                if (current is null)
                {
                    // Whoever took the place was cut off before it made its run.
                    return await CreateAsync(connection, state, currentId, kind, reason, cancellationToken);
                }

                if (!current.IsOver && current.Generation == connection.Generation)
                {
                    if (!again || state.AskedAgain || await store.TrySaveStateAsync(state with { AskedAgain = true }, cancellationToken))
                    {
                        return current;
                    }

                    continue;
                }
            }

            if (follows is not null && state.CurrentRun != follows)
            {
                return null;
            }

            var id = starter.NewId();
            state = state with { CurrentRun = id, AskedAgain = false };

            if (await store.TrySaveStateAsync(state, cancellationToken))
            {
                return await CreateAsync(connection, state, id, kind, reason, cancellationToken);
            }
        }
    }

    /// <summary>A run over certain pages, whatever else is under way.</summary>
    public Task<Import> StartAsync(Connection connection, ImportKind kind, SyncReason reason, IReadOnlyList<ImportRequestItem> items, CancellationToken cancellationToken)
        => starter.StartAsync(New(connection, starter.NewId(), kind, reason) with { Requested = items }, cancellationToken);

    /// <summary>A run over pages that may have changed: the one that is queued already takes them too.</summary>
    public async Task<Import> HintAsync(Connection connection, SyncReason reason, IReadOnlyList<ImportRequestItem> items, CancellationToken cancellationToken)
    {
        for (string? started = null; ;)
        {
            var state = await store.GetStateAsync(connection.TenantId, connection.Id, cancellationToken);
            var run = state.HintRun is { } id ? await imports.FindAsync(connection.TenantId, id, cancellationToken) : null;

            if (run is not null && run.Generation == connection.Generation)
            {
                var isOpen = run.Status == ImportStatus.Queued;
                var missing = items.Where(item => run.Requested.All(asked => asked.Id != item.Id)).ToList();

                if (missing.Count == 0 && (isOpen || run.Id == started))
                {
                    return run;
                }

                if (isOpen && run.Requested.Count + missing.Count <= MostGathered)
                {
                    // It begins by a write of the same row: what is added to it is in it before, or not at all.
                    if (await imports.TryUpdateAsync(run with { Requested = [.. run.Requested, .. missing] }, cancellationToken) is { } gathered)
                    {
                        return gathered;
                    }

                    continue;
                }
            }

            // Where the run is not there yet, somebody is about to add it, or was cut off. Of two that add it one does, and the other joins it.
            var next = run is null && state.HintRun is { } announced ? announced : starter.NewId();

            if (next == state.HintRun || await store.TrySaveStateAsync(state with { HintRun = next }, cancellationToken))
            {
                await starter.StartAsync(New(connection, next, ImportKind.Sync, reason) with { Requested = items }, Gathering, cancellationToken);
                started = next;
            }
        }
    }

    /// <summary>Says of a sync that could not even begin, where people look for runs. It can be retried from there.</summary>
    public async Task RecordFailureAsync(Connection connection, ConnectionSyncMessage message, CancellationToken cancellationToken)
        => await imports.AddAsync(
            New(connection, starter.NewId(), message.Reason == SyncReason.Reconcile ? ImportKind.Reconcile : ImportKind.Sync, message.Reason) with
            {
                Scope = message.IsTargeted ? RunScope.Requested : message.Reason == SyncReason.Reconcile ? RunScope.Everything : RunScope.Changes,
                Requested = [.. message.Hints.Select(hint => hint.ToItem())],
                Status = ImportStatus.Failed,
                FinishedAt = clock.GetUtcNow(),
                ErrorCode = "given_up",
                ErrorMessage = "The sync could not begin in several tries.",
            },
            cancellationToken);

    private async Task<Import> CreateAsync(Connection connection, SyncState state, string id, ImportKind kind, SyncReason reason, CancellationToken cancellationToken)
        => await starter.StartAsync(
            New(connection, id, kind, reason) with
            {
                Scope = kind == ImportKind.Reconcile ? RunScope.Everything : RunScope.Changes,

                // Nothing was imported yet: there is nothing that could be behind.
                Since = state.Watermark ?? clock.GetUtcNow(),
            },
            cancellationToken);

    private Import New(Connection connection, string id, ImportKind kind, SyncReason reason)
        => new()
        {
            TenantId = connection.TenantId,
            Id = id,
            ConnectionId = connection.Id,
            Generation = connection.Generation,
            Kind = kind,
            Status = ImportStatus.Queued,
            Requested = [],
            Reason = reason,

            // No sync ever makes anything visible.
            AccessLevel = AccessLevel.Internal,
            StartedAt = clock.GetUtcNow(),
        };
}
