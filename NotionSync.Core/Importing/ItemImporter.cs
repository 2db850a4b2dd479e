using NotionSync.Connections;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Importing;

/// <summary>Finds out what an item is, and has it imported.</summary>
public sealed class ItemImporter(ConnectionService connections, IImportStore imports, PageImporter pages, DatabaseImporter databases, ChangeSteps steps, ItemRefresher refresher, TimeProvider clock)
{
    /// <exception cref="ImportPausedException">Notion's limit is reached, or the item is too big for one invocation.</exception>
    /// <exception cref="NotionException">Something that may pass, or that concerns the whole connection.</exception>
    public async Task<ImportOutcome> ImportAsync(ImportRun run, ImportItem item, CancellationToken cancellationToken)
    {
        var client = await connections.OpenAsync(run.Connection, cancellationToken);
        var work = new ItemWork(run, item, client)
        {
            // What an earlier invocation fetched may be as old as the run.
            FetchedSince = run.IsRepeat || item.Calls.Made > 0 ? run.Import.StartedAt : clock.GetUtcNow(),
        };

        try
        {
            var outcome = item.IsStep
                ? await steps.RunAsync(work, cancellationToken)
                : await FindAsync(work, cancellationToken) is { } source
                    ? await ImportAsync(work, source, cancellationToken)
                    : await NotFoundAsync(work, cancellationToken);

            return outcome with { BytesStored = work.BytesStored };
        }
        catch (NotionRateLimitedException limit)
        {
            await SaveAsync(work, cancellationToken);
            throw new ImportPausedException(limit.RetryAfter);
        }
        catch (ImportPausedException)
        {
            await SaveAsync(work, cancellationToken);
            throw;
        }
        catch (NotionException exception) when (item.Kind == ImportItemKind.RowChanges && exception.Error == NotionError.NotFound)
        {
            // The data source is gone or not shared any more. Its database is looked at when a walk comes to it.
            return ImportOutcome.Listed(item, work.Calls);
        }
        catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.Forbidden or NotionError.InvalidRequest)
        {
            var refused = ImportOutcome.Failed(item, work.Calls, "refused_by_notion", $"Notion refused to give it ({exception.Code ?? exception.Error.ToString()}).");
            return run.Import.Kind == ImportKind.Import ? refused : await refresher.RefusedAsync(work, refused, cancellationToken);
        }
    }

    private Task<ImportOutcome> ImportAsync(ItemWork work, NotionObject source, CancellationToken cancellationToken)
    {
        work.Source = source;

        if (work.Run.Import.Kind != ImportKind.Import)
        {
            return refresher.RefreshAsync(work, source, () => ImportContentAsync(work, source, cancellationToken), cancellationToken);
        }

        return source.InTrash
            ? Task.FromResult(ImportOutcome.Failed(work.Item with { Title = source.Title }, work.Calls, "in_trash", "It lies in Notion's trash."))
            : ImportContentAsync(work, source, cancellationToken);
    }

    private Task<ImportOutcome> ImportContentAsync(ItemWork work, NotionObject source, CancellationToken cancellationToken)
        => source.Kind == "page"
            ? pages.ImportAsync(work, source, cancellationToken)
            : databases.ImportAsync(work, source, cancellationToken);

    private Task<ImportOutcome> NotFoundAsync(ItemWork work, CancellationToken cancellationToken)
        => work.Run.Import.Kind == ImportKind.Import
            ? Task.FromResult(NotFound(work))
            : refresher.NotFoundAsync(work, NotFound(work), cancellationToken);

    /// <summary>The object itself: from the listing that found it, or from Notion. An id alone may be any of three things.</summary>
    private static async Task<NotionObject?> FindAsync(ItemWork work, CancellationToken cancellationToken)
    {
        if (!work.Item.Source.IsEmpty)
        {
            return NotionJson.ReadObject(work.Item.Source);
        }

        var (id, client) = (work.Item.Id, work.Client);

        var source = work.Item.Kind switch
        {
            ImportItemKind.Page => await TryAsync(client.GetPageAsync, id, cancellationToken),
            ImportItemKind.Database => await TryAsync(client.GetDatabaseAsync, id, cancellationToken),
            ImportItemKind.DataSource => await TryAsync(client.GetDataSourceAsync, id, cancellationToken),
            _ => await TryAsync(client.GetPageAsync, id, cancellationToken)
                ?? await TryAsync(client.GetDatabaseAsync, id, cancellationToken)
                ?? await TryAsync(client.GetDataSourceAsync, id, cancellationToken),
        };

        work.AskedForSource = true;
        return source;
    }

    private static async Task<NotionObject?> TryAsync(Func<NotionId, CancellationToken, Task<NotionObject>> get, NotionId id, CancellationToken cancellationToken)
    {
        try
        {
            return await get(id, cancellationToken);
        }
        catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest)
        {
            return null;
        }
    }

    private static ImportOutcome NotFound(ItemWork work)
        => work.Item.Kind == ImportItemKind.Database

            // Found as a block in a page that is there: the block is only a view of a database that lies elsewhere.
            ? new(ImportItemState.Skipped, work.Item.Title, work.Calls, [], [new(work.Item.Id, work.Item.Id, "linked_view", "A linked view of a database that is not shared with the connection.")])
            : ImportOutcome.Failed(work.Item, work.Calls, "not_shared", "Notion knows no such page, or it is not shared with the connection.");

    /// <summary>Keeps what is known, so that the next invocation does not ask for it again.</summary>
    private async Task SaveAsync(ItemWork work, CancellationToken cancellationToken)
        => await imports.TryUpdateItemAsync(
            work.Run.Import.Id,
            work.Item with { Source = work.Source?.Json ?? work.Item.Source, Title = work.Source?.Title ?? work.Item.Title, Calls = work.CallsSoFar },
            cancellationToken);
}
