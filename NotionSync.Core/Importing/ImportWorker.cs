using Microsoft.Extensions.Logging;
using NotionSync.Connections;
using NotionSync.Events;
using NotionSync.Files;
using NotionSync.Notion;
using NotionSync.Syncing;
using NotionSync.Telemetry;

namespace NotionSync.Importing;

/// <summary>
/// Works off the messages of imports. Any message may come twice, late, or after a crash at any line: what to do is
/// read from the stored state, never from the message alone.
/// </summary>
public sealed partial class ImportWorker(
    ConnectionService connections,
    IImportStore imports,
    IImportSender sender,
    ImportLanes lanes,
    LaneSharing shares,
    ItemImporter importer,
    EventPublisher events,
    ImportEnding ending,
    RunPlan plan,
    Following following,
    TimeProvider clock,
    ILogger<ImportWorker> logger)
{
    private const int MaxRounds = 2;

    /// <summary>Items of its lane that one message is worked on with, where they are quick: each message costs six operations of storage.</summary>
    private const int MaxItems = 8;

    /// <summary>After this a message makes room for those of others.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What was put back comes so much before its slot is free, and waits for that in the process: a message that comes
    /// late, since queues count in seconds and are looked at now and then, leaves its slot unused.
    /// </summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(30);

    /// <param name="isRepeat">The message was delivered before: what it stands for may be done in part.</param>
    public async Task HandleAsync(ImportMessage message, bool isRepeat, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();

        if (await FindLiveAsync(message, cancellationToken) is not var (import, connection))
        {
            if (isRepeat && await imports.FindAsync(message.TenantId, message.ImportId, cancellationToken) is { IsOver: true } over)
            {
                // Cut off, perhaps, between the end and the telling of it.
                await events.PublishAsync(AppEvent.Of(over), cancellationToken);
            }

            return;
        }

        if (message.Item is null)
        {
            await BeginAsync(import, isRepeat, cancellationToken);
            return;
        }

        var run = new ImportRun(import, connection, isRepeat) { Lane = message.Lane, SeenAt = started };

        // All that this turn may come to, and the one after it, in one look.
        var waiting = isRepeat ? [] : new Queue<ImportItem>(await imports.NextAsync(import.Id, message.Lane, MaxItems + 1, cancellationToken));
        var item = waiting.FirstOrDefault(listed => listed.Id == message.Item) ?? await imports.FindItemAsync(import.Id, message.Item.Value, cancellationToken);
        waiting = new(waiting.Where(listed => listed.Id != message.Item));

        for (var done = 1; await TryEndAsync(run, message, item, cancellationToken); done++)
        {
            if (waiting.Count == 0)
            {
                waiting = new(await imports.NextAsync(import.Id, message.Lane, isRepeat ? 1 : MaxItems, cancellationToken));
            }

            if (!waiting.TryDequeue(out item))
            {
                // The last lane to become idle sees all items ended; the others see less and leave it.
                await ending.EndIfDoneAsync(import, cancellationToken);
                return;
            }

            message = message with { Item = item.Id };

            if (isRepeat || done >= MaxItems || clock.GetElapsedTime(started) > LongestTurn || cancellationToken.IsCancellationRequested)
            {
                await sender.SendAsync(message, TimeSpan.Zero, cancellationToken);
                return;
            }
        }
    }

    /// <summary>For messages that were given up: another round, then the item counts as failed, and its lane goes on.</summary>
    public async Task GiveUpAsync(ImportMessage message, CancellationToken cancellationToken)
    {
        if (await FindLiveAsync(message, cancellationToken) is not var (import, _))
        {
            return;
        }

        var item = message.Item is { } id ? await imports.FindItemAsync(import.Id, id, cancellationToken) : null;

        if (message.Item is null)
        {
            await GiveUpBeginAsync(import, message, cancellationToken);
            return;
        }

        if (item is { State: ImportItemState.Waiting, Rounds: < MaxRounds })
        {
            await imports.TryUpdateItemAsync(import.Id, item with { Rounds = item.Rounds + 1 }, cancellationToken);
            await sender.SendAsync(message, BetweenRounds, cancellationToken);
            return;
        }

        if (item is { State: ImportItemState.Waiting })
        {
            var error = item.LastError ?? new(item.Id, item.Title, "given_up", "The page could not be imported in several tries.");
            Log.ItemGivenUp(logger, import.TenantId, import.Id, item.Id, error.Code);
            await following.OweAsync(import, item, cancellationToken);

            if (await imports.TryEndItemAsync(import.Id, item, ImportOutcome.Failed(item, default, error.Code, error.Message), cancellationToken))
            {
                AppMetrics.PageEnded(nameof(ImportItemState.Failed));
            }
        }

        await lanes.StartAbandonedAsync(import, cancellationToken);

        await GoOnAsync(import, message.Lane, cancellationToken);
    }

    /// <summary>What cannot even begin is tried another round or two, and then said to have failed. It can be retried.</summary>
    private async Task GiveUpBeginAsync(Import import, ImportMessage message, CancellationToken cancellationToken)
    {
        if (import.BeginsGivenUp >= MaxRounds)
        {
            await ending.EndAsync(import, ImportStatus.Failed, ("given_up", "The run could not begin in several tries."), cancellationToken);
            return;
        }

        await imports.TryUpdateAsync(import with { BeginsGivenUp = import.BeginsGivenUp + 1 }, cancellationToken);
        await sender.SendAsync(message, BetweenRounds, cancellationToken);
    }

    private async Task BeginAsync(Import import, bool isRepeat, CancellationToken cancellationToken)
    {
        while (import.Status == ImportStatus.Queued)
        {
            if (await shares.TakeAsync(import, cancellationToken) is not (> 0 and var count))
            {
                return;
            }

            import = await imports.TryUpdateAsync(import with { Status = ImportStatus.Running, Lanes = count }, cancellationToken)
                ?? await imports.FindAsync(import.TenantId, import.Id, cancellationToken)
                ?? throw new RunEndedException();
        }

        if (import.IsOver)
        {
            // Cancelled before it had its share.
            await shares.ReleaseAsync(import, cancellationToken);
            return;
        }

        await lanes.AddAsync(import, await plan.ListAsync(import, cancellationToken), cancellationToken);

        if (isRepeat)
        {
            await lanes.StartAbandonedAsync(import, cancellationToken);
        }

        await ending.EndIfDoneAsync(import, cancellationToken);
    }

    /// <returns>Whether the lane's next item is this worker's too.</returns>
    private async Task<bool> TryEndAsync(ImportRun run, ImportMessage message, ImportItem? item, CancellationToken cancellationToken)
    {
        var (import, isRepeat) = (run.Import, run.IsRepeat);

        if (item is null)
        {
            return false;
        }

        // Whoever ends an item starts the lane's next one. A worker that comes too late leaves that to the other;
        // one whose message comes again may have been cut off between the two, and does it again.
        var goesOn = isRepeat;

        if (item.State == ImportItemState.Waiting)
        {
            ImportOutcome outcome;

            try
            {
                outcome = await importer.ImportAsync(run, item, cancellationToken);
            }
            catch (ImportHandedOnException)
            {
                return false;
            }
            catch (ImportPausedException pause)
            {
                await sender.SendAsync(message, pause.Delay > Early ? pause.Delay - Early : TimeSpan.Zero, cancellationToken);
                return false;
            }
            catch (RunEndedException)
            {
                return false;
            }
            catch (NotionException exception) when (exception.Error is NotionError.Unauthorized or NotionError.Blocked)
            {
                await StopAsync(import, run.Connection, exception, cancellationToken);
                return false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await RememberAsync(import, item, exception, cancellationToken);
                throw;
            }

            if (await imports.TryEndItemAsync(import.Id, item, outcome, cancellationToken))
            {
                goesOn = true;
                AppMetrics.PageEnded(outcome.State.ToString());
            }

            Log.ItemEnded(logger, import.Id, item.Id, outcome.State);
        }

        if (isRepeat)
        {
            await lanes.StartAbandonedAsync(import, cancellationToken);
        }

        return goesOn;
    }

    private async Task GoOnAsync(Import import, int lane, CancellationToken cancellationToken)
    {
        if (!await lanes.TryGoOnAsync(import, lane, cancellationToken))
        {
            await ending.EndIfDoneAsync(import, cancellationToken);
        }
    }

    /// <summary>The connection itself does not work: no page of it can be imported, so the run ends at once.</summary>
    private async Task StopAsync(Import import, Connection connection, NotionException exception, CancellationToken cancellationToken)
    {
        if (await FindSameAsync(connection.TenantId, connection.Id, connection.Generation, cancellationToken) is null)
        {
            // Refused because it was ended in the meantime: its token is gone.
            await CancelDisconnectedAsync(import, cancellationToken);
            return;
        }

        var error = exception.Error == NotionError.Unauthorized
            ? ("needs_reauthorization", "Notion no longer accepts this connection. Connect it again.")
            : ("blocked_by_notion", "Notion blocks this connection's requests. Check the connection once Notion's support has lifted it.");

        if (exception.Error == NotionError.Unauthorized)
        {
            await connections.MarkNeedsReauthorizationAsync(connection, cancellationToken);
        }
        else
        {
            await connections.MarkBlockedAsync(connection, cancellationToken);
        }

        Log.ConnectionRefused(logger, import.TenantId, import.Id, connection.Id, exception.Error);
        await ending.EndAsync(import, ImportStatus.Failed, error, cancellationToken);
    }

    private async Task RememberAsync(Import import, ImportItem item, Exception exception, CancellationToken cancellationToken)
    {
        var (code, text) = exception switch
        {
            NotionException { Error: NotionError.Unavailable or NotionError.Malformed } => ("notion_unavailable", "Notion did not answer properly in several tries."),
            FileDownloadException file => (file.Code, file.Message),
            _ => ("internal_error", "Something unexpected went wrong in several tries."),
        };

        Log.TryFailed(logger, exception, import.TenantId, import.Id, item.Id, code);

        if (item.LastError?.Code != code)
        {
            await imports.TryUpdateItemAsync(import.Id, item with { LastError = new(item.Id, item.Title, code, text) }, cancellationToken);
        }
    }

    private async Task<(Import Import, Connection Connection)?> FindLiveAsync(ImportMessage message, CancellationToken cancellationToken)
    {
        if (await imports.FindAsync(message.TenantId, message.ImportId, cancellationToken) is not { IsOver: false } import)
        {
            return null;
        }

        if (await FindSameAsync(message.TenantId, message.ConnectionId, message.Generation, cancellationToken) is { } connection)
        {
            return (import, connection);
        }

        await CancelDisconnectedAsync(import, cancellationToken);
        return null;
    }

    private async Task<Connection?> FindSameAsync(string tenantId, string connectionId, int generation, CancellationToken cancellationToken)
        => await connections.FindAsync(tenantId, connectionId, cancellationToken) is { } connection && connection.Generation == generation ? connection : null;

    private Task CancelDisconnectedAsync(Import import, CancellationToken cancellationToken)
        => ending.EndAsync(import, ImportStatus.Cancelled, ("disconnected", "The connection was ended or connected anew."), cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Import {ImportId}: {ItemId} is {State}.")]
        public static partial void ItemEnded(ILogger logger, string importId, NotionId itemId, ImportItemState state);

        [LoggerMessage(3, LogLevel.Warning, "Import {ImportId} of tenant {TenantId} stops: Notion refuses connection {ConnectionId} ({Error}).")]
        public static partial void ConnectionRefused(ILogger logger, string tenantId, string importId, string connectionId, NotionError error);

        [LoggerMessage(4, LogLevel.Warning, "Import {ImportId} of tenant {TenantId}: a try at {ItemId} failed with {Code}.")]
        public static partial void TryFailed(ILogger logger, Exception exception, string tenantId, string importId, NotionId itemId, string code);

        [LoggerMessage(5, LogLevel.Error, "Import {ImportId} of tenant {TenantId}: gave up {ItemId} with {Code}.")]
        public static partial void ItemGivenUp(ILogger logger, string tenantId, string importId, NotionId itemId, string code);
    }
}
