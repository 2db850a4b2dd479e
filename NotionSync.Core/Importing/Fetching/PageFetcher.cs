using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Importing.Fetching;

/// <summary>
/// Reads the blocks of a page, within what one invocation should spend. A page that needs more goes on in the next
/// invocation; one with many sub-trees left is divided into parts, which several workers fetch at the same time.
/// </summary>
public sealed class PageFetcher(Checkpoints checkpoints, IPagePartsStore store, IBlockFetchSender sender, IOptions<ImportOptions> options, TimeProvider clock)
{
    /// <summary>What was fetched of the page so far, by its own invocations and by its parts.</summary>
    /// <exception cref="ImportHandedOnException">Parts are still being fetched.</exception>
    public async Task<FetchedAnswers> LoadAsync(ItemWork work, CancellationToken cancellationToken)
    {
        var fetched = await checkpoints.LoadAsync(work, cancellationToken);

        if (fetched.Count == 0 || await store.FindAsync(work.Run.Import.Id, work.Item.Id, cancellationToken) is not { } parts)
        {
            return fetched;
        }

        if (parts.Left != 0)
        {
            await SendAgainAsync(work, parts, cancellationToken);
            throw new ImportHandedOnException();
        }

        for (var part = 0; part < parts.Count; part++)
        {
            fetched.AddMissing(await checkpoints.LoadAsync(parts.ImportId, parts.CheckpointOf(part), cancellationToken));
        }

        if (await store.TryUpdateAsync(parts with { Calls = 0 }, cancellationToken))
        {
            work.CallsOfParts += parts.Calls;
        }

        return fetched;
    }

    /// <exception cref="ImportPausedException">It goes on in another invocation.</exception>
    public async Task<BlockTree> ReadAsync(ItemWork work, NotionId page, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var budget = options.Value.CallsPerInvocation;
        var tree = await new BlockTreeReader(work.Client, new() { MaxCalls = budget }).ReadAsync(page, fetched, cancellationToken);

        if (tree.IsComplete)
        {
            return tree;
        }

        if (options.Value.PartsPerPage == 1 || tree.Pending.Count < Math.Max(2, budget / 4))
        {
            // A long list is read one page after the other, whoever reads it.
            throw new ImportPausedException(TimeSpan.Zero);
        }

        // First what is there: the parts may be done before this invocation is.
        await checkpoints.SaveAsync(work, fetched, cancellationToken);
        var targets = tree.Pending.Take(PageParts.MaxTargets).ToArray();
        var count = Math.Min(options.Value.PartsPerPage, targets.Length);
        var parts = new PageParts
        {
            ImportId = work.Run.Import.Id,
            Item = work.Item.Id,
            Round = Guid.NewGuid(),
            Count = count,
            Targets = targets,
            Left = (1 << count) - 1,
        };

        await store.SetAsync(parts, cancellationToken);
        await SendAsync(work, parts, cancellationToken);
        throw new ImportHandedOnException();
    }

    /// <summary>Keeps what was fetched while the page waits.</summary>
    public Task SaveAsync(ItemWork work, FetchedAnswers fetched, CancellationToken cancellationToken)
        => checkpoints.SaveAsync(work, fetched, cancellationToken);

    /// <summary>Removes what was kept, once the document is written.</summary>
    public async Task RemoveAsync(ItemWork work, CancellationToken cancellationToken)
    {
        // What was read in one go was never kept.
        if (!work.WasBegun)
        {
            return;
        }

        if (await store.FindAsync(work.Run.Import.Id, work.Item.Id, cancellationToken) is { } parts)
        {
            for (var part = 0; part < parts.Count; part++)
            {
                await checkpoints.RemoveAsync(parts.ImportId, parts.CheckpointOf(part), cancellationToken);
            }

            await store.RemoveAsync(parts, cancellationToken);
        }

        await checkpoints.RemoveAsync(work, cancellationToken);
    }

    /// <summary>
    /// Whoever divided the page was cut off, perhaps, or somebody looks after a page that seems to stand still. Parts that
    /// are there, or go on, are left alone: two that fetch the same part would spend twice the calls.
    /// </summary>
    private async Task SendAgainAsync(ItemWork work, PageParts parts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        if ((work.Run.IsRepeat || !(now - parts.MovedAt < RunWatch.StallsAfter)) && await store.TryUpdateAsync(parts with { MovedAt = now }, cancellationToken))
        {
            await SendAsync(work, parts, cancellationToken);
        }
    }

    private async Task SendAsync(ItemWork work, PageParts parts, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;

        foreach (var part in Enumerable.Range(0, parts.Count).Where(parts.IsWaitedFor))
        {
            await sender.SendAsync(
                new(import.TenantId, import.ConnectionId, import.Generation, import.Id, work.Run.Lane, parts.Item, parts.Round, part), TimeSpan.Zero, cancellationToken);
        }
    }
}
