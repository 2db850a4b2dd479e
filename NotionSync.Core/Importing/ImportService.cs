using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Events;
using NotionSync.Syncing;

namespace NotionSync.Importing;

/// <summary>Starts imports, and tells how they go.</summary>
public sealed class ImportService(
    ConnectionService connections,
    IImportStore imports,
    ImportStarter starter,
    ImportEnding ending,
    RunWatch watch,
    Following following,
    SyncRuns syncs,
    EventPublisher events,
    TimeProvider clock)
{
    /// <summary>The most items that one request may name; each may bring any number of sub-pages.</summary>
    public const int MaxItems = 1000;

    private const string ListName = "imports";
    private const string SyncListName = "sync-runs";
    private const int MaxRemarks = 1000;

    /// <exception cref="ProblemException"><c>not_found</c> (the connection), <c>no_items</c>, <c>too_many_items</c>, <c>invalid_type</c>, <c>needs_reauthorization</c>, <c>blocked_by_notion</c>.</exception>
    public async Task<Import> StartAsync(string tenantId, string connectionId, IReadOnlyList<ImportRequestItem> items, AccessLevel accessLevel, CancellationToken cancellationToken)
    {
        switch (items.Count)
        {
            case 0:
                throw new ProblemException(ProblemKind.Invalid, "no_items", "Name at least one page, database or data source.");
            case > MaxItems:
                throw new ProblemException(ProblemKind.Invalid, "too_many_items", $"One import takes at most {MaxItems} items.");
        }

        if (items.Any(item => item.Kind > ImportItemKind.DataSource))
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_type", "An item is a page, a database or a data_source.");
        }

        var connection = await FindActiveAsync(tenantId, connectionId, cancellationToken);
        var import = New(connection, ImportKind.Import, items) with { AccessLevel = accessLevel };

        await following.BeginAsync(import, cancellationToken);
        return await starter.StartAsync(import, cancellationToken);
    }

    /// <summary>Tries the failed pages of a run again, in a new run. Where the run itself failed before it came to any, all of it.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>import_is_running</c>, <c>nothing_failed</c>, <c>needs_reauthorization</c>.</exception>
    public async Task<Import> RetryAsync(string tenantId, string importId, CancellationToken cancellationToken)
    {
        var failed = await FindAsync(tenantId, importId, cancellationToken);

        if (!failed.IsOver)
        {
            throw new ProblemException(ProblemKind.Conflict, "import_is_running", "This run is under way. Retry it when it is over, or cancel it.");
        }

        var connection = await FindActiveAsync(tenantId, failed.ConnectionId, cancellationToken);
        var progress = await imports.GetProgressAsync(importId, cancellationToken);

        if (failed.Scope != RunScope.Requested && (progress.StepsFailed > 0 || failed.Status == ImportStatus.Failed))
        {
            // What it would have found is not known: it is looked for again.
            return await syncs.StartAsync(connection, failed.Kind, failed.Reason ?? SyncReason.Manual, again: false, cancellationToken);
        }

        var unreached = failed.Status == ImportStatus.Failed ? progress.Discovered - progress.Done : 0;

        if (progress.Failed + progress.Incomplete + unreached > 0)
        {
            // Which they are is read when the run begins: there may be any number.
            return await RetryAsync(connection, failed, [], failed.Id, cancellationToken);
        }

        return progress.Discovered == 0 && failed.Status == ImportStatus.Failed
            ? await RetryAsync(connection, failed, failed.Requested, failed.RetryOf, cancellationToken)
            : throw new ProblemException(ProblemKind.Conflict, "nothing_failed", "No page of this run failed.");
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<ImportReport> GetAsync(string tenantId, string importId, CancellationToken cancellationToken)
    {
        var import = await FindAsync(tenantId, importId, cancellationToken);

        if (!import.IsOver)
        {
            // Whatever was lost, a run that somebody watches does not stand still for good.
            await watch.NudgeAsync(import, cancellationToken);
        }

        return new(
            import,
            await imports.GetProgressAsync(importId, cancellationToken),
            await imports.GetFailuresAsync(importId, MaxRemarks, cancellationToken),
            await imports.GetNotesAsync(importId, MaxRemarks, cancellationToken),
            clock.GetUtcNow());
    }

    /// <summary>The tenant's runs, the newest first, without their failures and notes.</summary>
    /// <param name="syncsOnly">Leaves out the imports that people started.</param>
    public async Task<(IReadOnlyList<ImportReport> Items, string? NextCursor)> ListAsync(string tenantId, bool syncsOnly, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var list = syncsOnly ? SyncListName : ListName;
        var page = await imports.ListAsync(tenantId, syncsOnly, Cursor.Decode(list, tenantId, cursor), pageSize, cancellationToken);
        var progress = await Task.WhenAll(page.Items.Select(import => imports.GetProgressAsync(import.Id, cancellationToken)));
        var now = clock.GetUtcNow();

        return (
            [.. page.Items.Select((import, index) => new ImportReport(import, progress[index], [], [], now))],
            page.Continuation is { } next ? Cursor.Encode(list, tenantId, next) : null);
    }

    /// <summary>Stops an import. Documents that were written stay; pages that were not count as skipped.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>import_is_over</c>.</exception>
    public async Task<ImportReport> CancelAsync(string tenantId, string importId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var import = await FindAsync(tenantId, importId, cancellationToken);

            if (import.Status == ImportStatus.Cancelled)
            {
                await events.PublishAsync(AppEvent.Of(import), cancellationToken);
                return await GetAsync(tenantId, importId, cancellationToken);
            }

            if (import.IsOver)
            {
                throw new ProblemException(ProblemKind.Conflict, "import_is_over", "This import is over; there is nothing to cancel.");
            }

            if (await imports.TryUpdateAsync(import with { Status = ImportStatus.Cancelled, FinishedAt = clock.GetUtcNow() }, cancellationToken) is not null)
            {
                await ending.AfterEndAsync(import, cancellationToken);
            }
        }
    }

    private async Task<Import> FindAsync(string tenantId, string importId, CancellationToken cancellationToken)
        => await imports.FindAsync(tenantId, importId, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such import.");

    private async Task<Connection> FindActiveAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(tenantId, connectionId, cancellationToken);

        return connection.Status switch
        {
            ConnectionStatus.Blocked
                => throw new ProblemException(ProblemKind.Conflict, "blocked_by_notion", "Notion blocks this connection's requests. Check the connection first."),
            ConnectionStatus.NeedsReauthorization
                => throw new ProblemException(ProblemKind.Conflict, "needs_reauthorization", "Notion no longer accepts this connection. Connect it again first."),
            _ => connection,
        };
    }

    private Task<Import> RetryAsync(Connection connection, Import failed, IReadOnlyList<ImportRequestItem> items, string? retryOf, CancellationToken cancellationToken)
        => starter.StartAsync(New(connection, failed.Kind, items) with { AccessLevel = failed.AccessLevel, Reason = failed.Reason, RetryOf = retryOf }, cancellationToken);

    private Import New(Connection connection, ImportKind kind, IReadOnlyList<ImportRequestItem> items)
        => new()
        {
            TenantId = connection.TenantId,
            Id = starter.NewId(),
            ConnectionId = connection.Id,
            Generation = connection.Generation,
            Kind = kind,
            Status = ImportStatus.Queued,
            Requested = items,
            AccessLevel = AccessLevel.Internal,
            StartedAt = clock.GetUtcNow(),
        };
}
