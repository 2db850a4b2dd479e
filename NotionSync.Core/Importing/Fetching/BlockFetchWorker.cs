using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Connections;
using NotionSync.Notion;

namespace NotionSync.Importing.Fetching;

/// <summary>
/// Fetches parts of big pages. The one that ends the last part has the page go on: the parts are joined there, in one
/// place, and whoever comes again finds that its part is there.
/// </summary>
public sealed partial class BlockFetchWorker(
    ConnectionService connections,
    IImportStore imports,
    IPagePartsStore store,
    Checkpoints checkpoints,
    IBlockFetchSender sender,
    IImportSender joined,
    IOptions<ImportOptions> options,
    TimeProvider clock,
    ILogger<BlockFetchWorker> logger)
{
    /// <param name="isRepeat">The message was delivered before: what it stands for may be done in part.</param>
    public async Task HandleAsync(BlockFetchMessage message, bool isRepeat, CancellationToken cancellationToken)
    {
        if (await FindAsync(message, cancellationToken) is not var (parts, connection))
        {
            return;
        }

        if (!parts.IsWaitedFor(message.Part))
        {
            if (isRepeat && parts.Left == 0)
            {
                // Cut off after the last part was noted, and perhaps before the page was told.
                await JoinAsync(message, cancellationToken);
            }

            return;
        }

        var checkpoint = parts.CheckpointOf(message.Part);
        var fetched = await checkpoints.LoadAsync(parts.ImportId, checkpoint, cancellationToken);
        NotionClient? client = null;

        try
        {
            client = await connections.OpenAsync(connection, cancellationToken);

            if (!await FetchAsync(client, parts.TargetsOf(message.Part), fetched, cancellationToken))
            {
                await PutBackAsync(message, fetched, checkpoint, client.CallsMade, TimeSpan.Zero, cancellationToken);
                return;
            }
        }
        catch (NotionRateLimitedException limit)
        {
            await PutBackAsync(message, fetched, checkpoint, client!.CallsMade, limit.RetryAfter, cancellationToken);
            return;
        }
        catch (NotionException exception) when (exception.Error is NotionError.Unauthorized or NotionError.Blocked)
        {
            // The page meets the same when it goes on, and says so for the whole import.
        }

        await checkpoints.SaveAsync(parts.ImportId, checkpoint, fetched, cancellationToken);
        await EndAsync(message, client?.CallsMade ?? 0, cancellationToken);
    }

    /// <summary>For messages that were given up: the page fetches that part itself, and fails by itself if it has to.</summary>
    public async Task GiveUpAsync(BlockFetchMessage message, CancellationToken cancellationToken)
    {
        if (await FindAsync(message, cancellationToken) is not var (parts, _))
        {
            return;
        }

        Log.GivenUp(logger, message.TenantId, message.ImportId, message.Item, message.Part);

        if (parts.IsWaitedFor(message.Part))
        {
            await EndAsync(message, 0, cancellationToken);
        }
        else if (parts.Left == 0)
        {
            await JoinAsync(message, cancellationToken);
        }
    }

    /// <returns>Whether all is there; otherwise the budget is spent.</returns>
    private async Task<bool> FetchAsync(NotionClient client, IEnumerable<NotionId> targets, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var left = options.Value.CallsPerInvocation;

        foreach (var target in targets)
        {
            var tree = await new BlockTreeReader(client, new() { MaxCalls = left, IsPart = true }).ReadAsync(target, fetched, cancellationToken);
            left -= tree.Calls;

            if (!tree.IsComplete)
            {
                return false;
            }
        }

        return true;
    }

    private async Task PutBackAsync(BlockFetchMessage message, FetchedAnswers fetched, NotionId checkpoint, long calls, TimeSpan delay, CancellationToken cancellationToken)
    {
        await checkpoints.SaveAsync(message.ImportId, checkpoint, fetched, cancellationToken);
        await ChangeAsync(message, parts => parts with { Calls = parts.Calls + calls }, cancellationToken);
        await sender.SendAsync(message, delay, cancellationToken);
    }

    private async Task EndAsync(BlockFetchMessage message, long calls, CancellationToken cancellationToken)
    {
        var ended = await ChangeAsync(
            message,
            parts => parts.IsWaitedFor(message.Part) ? parts with { Left = parts.Left & ~(1 << message.Part), Calls = parts.Calls + calls } : null,
            cancellationToken);

        if (ended is { Left: 0 })
        {
            await JoinAsync(message, cancellationToken);
        }
    }

    private Task JoinAsync(BlockFetchMessage message, CancellationToken cancellationToken)
        => joined.SendAsync(
            new(message.TenantId, message.ConnectionId, message.Generation, message.ImportId, message.Lane, message.Item), TimeSpan.Zero, cancellationToken);

    /// <returns>What was written; null where nothing was to be changed.</returns>
    private async Task<PageParts?> ChangeAsync(BlockFetchMessage message, Func<PageParts, PageParts?> change, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(message.ImportId, message.Item, cancellationToken) is { } parts && parts.Round == message.Round)
        {
            if (change(parts) is not { } changed)
            {
                return null;
            }

            if (await store.TryUpdateAsync(changed with { MovedAt = clock.GetUtcNow() }, cancellationToken))
            {
                return changed;
            }
        }

        return null;
    }

    private async Task<(PageParts Parts, Connection Connection)?> FindAsync(BlockFetchMessage message, CancellationToken cancellationToken)
        => await imports.FindAsync(message.TenantId, message.ImportId, cancellationToken) is { IsOver: false }
            && await connections.FindAsync(message.TenantId, message.ConnectionId, cancellationToken) is { } connection
            && connection.Generation == message.Generation
            && await store.FindAsync(message.ImportId, message.Item, cancellationToken) is { } parts
            && parts.Round == message.Round
                ? (parts, connection)
                : null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Import {ImportId} of tenant {TenantId}: gave up part {Part} of {ItemId}; the page fetches it itself.")]
        public static partial void GivenUp(ILogger logger, string tenantId, string importId, NotionId itemId, int part);
    }
}
