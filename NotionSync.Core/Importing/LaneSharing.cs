using NotionSync.Syncing;

namespace NotionSync.Importing;

/// <summary>
/// Bounds the messages that a connection has in flight over all its runs: a run gets lanes when it begins, or waits
/// until another ends. Safe to repeat.
/// </summary>
public sealed class LaneSharing(ISyncStore store, IImportStore imports, ImportStarter starter)
{
    // A run beyond these is begun by whoever looks after runs that stand still.
    private const int MostWaiting = 500;

    // The room of a big run may be enough for some small ones.
    private const int BegunAtOnce = 4;

    /// <returns>How many lanes the run has; 0: it waits, and is begun when another run ends.</returns>
    public async Task<int> TakeAsync(Import import, CancellationToken cancellationToken)
    {
        while (true)
        {
            var shares = await store.GetSharesAsync(import.TenantId, import.ConnectionId, cancellationToken);

            if (shares.Held.TryGetValue(import.Id, out var held))
            {
                return held;
            }

            var lanes = shares.For(import);

            if (lanes == 0)
            {
                // Whoever ended one may have been cut off, or ended it before it had its share.
                shares = shares.Without(await ListOverAsync(import.TenantId, shares, cancellationToken));
                lanes = shares.For(import);
            }

            if (lanes == 0 && (shares.Waiting.Contains(import.Id) || shares.Waiting.Count >= MostWaiting))
            {
                return 0;
            }

            var next = lanes > 0 ? shares.With(import.Id, lanes) : shares with { Waiting = [.. shares.Waiting, import.Id] };

            if (await store.TrySaveSharesAsync(import.TenantId, import.ConnectionId, next, cancellationToken))
            {
                return lanes;
            }
        }
    }

    /// <summary>Gives back what a run had, and begins those that waited for it.</summary>
    public async Task ReleaseAsync(Import import, CancellationToken cancellationToken)
    {
        while (true)
        {
            var shares = await store.GetSharesAsync(import.TenantId, import.ConnectionId, cancellationToken);

            if (!shares.Held.ContainsKey(import.Id) && !shares.Waiting.Contains(import.Id))
            {
                return;
            }

            var done = new List<string> { import.Id };
            var begun = 0;

            // Begun before they are struck off: one that finds no room after all waits again.
            foreach (var id in shares.Waiting.Where(id => id != import.Id).TakeWhile(_ => begun < BegunAtOnce))
            {
                if (await imports.FindAsync(import.TenantId, id, cancellationToken) is { IsOver: false } waiting)
                {
                    await starter.SendFirstAsync(waiting, cancellationToken);
                    begun++;
                }

                done.Add(id);
            }

            if (await store.TrySaveSharesAsync(import.TenantId, import.ConnectionId, shares.Without(done), cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<IReadOnlyCollection<string>> ListOverAsync(string tenantId, LaneShares shares, CancellationToken cancellationToken)
    {
        var runs = await Task.WhenAll(shares.Held.Keys.Select(async id => (Id: id, Run: await imports.FindAsync(tenantId, id, cancellationToken))));
        return [.. runs.Where(run => run.Run is null or { IsOver: true }).Select(run => run.Id)];
    }
}
