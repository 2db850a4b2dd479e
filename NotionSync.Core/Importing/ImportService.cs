using System.Globalization;
using System.Security.Cryptography;
using NotionSync.Connections;
using NotionSync.Documents;

namespace NotionSync.Importing;

/// <summary>Starts imports, and tells how they go.</summary>
public sealed class ImportService(ConnectionService connections, IImportStore imports, IImportSender sender, ImportLanes lanes, TimeProvider clock)
{
    /// <summary>The most items that one request may name; each may bring any number of sub-pages.</summary>
    public const int MaxItems = 1000;

    private const string ListName = "imports";
    private const int MaxRemarks = 1000;

    /// <summary>An import that nobody began after this time lost its first message.</summary>
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromMinutes(1);

    /// <summary>Longer than Notion's limit makes an item wait.</summary>
    private static readonly TimeSpan StallsAfter = TimeSpan.FromMinutes(2);

    /// <exception cref="ProblemException"><c>not_found</c> (the connection), <c>no_items</c>, <c>too_many_items</c>, <c>needs_reauthorization</c>.</exception>
    public async Task<Import> StartAsync(string tenantId, string connectionId, IReadOnlyList<ImportRequestItem> items, AccessLevel accessLevel, CancellationToken cancellationToken)
    {
        switch (items.Count)
        {
            case 0:
                throw new ProblemException(ProblemKind.Invalid, "no_items", "Name at least one page, database or data source.");
            case > MaxItems:
                throw new ProblemException(ProblemKind.Invalid, "too_many_items", $"One import takes at most {MaxItems} items.");
        }

        var connection = await connections.GetAsync(tenantId, connectionId, cancellationToken);

        if (connection.Status == ConnectionStatus.NeedsReauthorization)
        {
            throw new ProblemException(ProblemKind.Conflict, "needs_reauthorization", "Notion no longer accepts this connection. Connect it again first.");
        }

        var now = clock.GetUtcNow();
        var import = new Import
        {
            TenantId = tenantId,
            Id = NewId(now),
            ConnectionId = connection.Id,
            Generation = connection.Generation,
            Kind = ImportKind.Import,
            Status = ImportStatus.Queued,
            Requested = items,
            AccessLevel = accessLevel,
            StartedAt = now,
        };

        await imports.AddAsync(import, cancellationToken);
        await SendFirstAsync(import, cancellationToken);

        return import;
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<ImportReport> GetAsync(string tenantId, string importId, CancellationToken cancellationToken)
    {
        var import = await FindAsync(tenantId, importId, cancellationToken);

        if (import.Status == ImportStatus.Queued && clock.GetUtcNow() - import.StartedAt > BeginsWithin)
        {
            // A second first message does no harm; a lost one would leave the import queued for ever.
            await SendFirstAsync(import, cancellationToken);
        }

        if (import.Status == ImportStatus.Running)
        {
            // Whatever was lost, an import that somebody watches does not stand still for good.
            await lanes.StartStalledAsync(import, clock.GetUtcNow() - StallsAfter, cancellationToken);
        }

        return new(
            import,
            await imports.GetProgressAsync(importId, cancellationToken),
            await imports.GetFailuresAsync(importId, MaxRemarks, cancellationToken),
            await imports.GetNotesAsync(importId, MaxRemarks, cancellationToken),
            clock.GetUtcNow());
    }

    /// <summary>The tenant's imports, the newest first, without their failures and notes.</summary>
    public async Task<(IReadOnlyList<ImportReport> Items, string? NextCursor)> ListAsync(string tenantId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var page = await imports.ListAsync(tenantId, Cursor.Decode(ListName, tenantId, cursor), pageSize, cancellationToken);
        var progress = await Task.WhenAll(page.Items.Select(import => imports.GetProgressAsync(import.Id, cancellationToken)));
        var now = clock.GetUtcNow();

        return (
            [.. page.Items.Select((import, index) => new ImportReport(import, progress[index], [], [], now))],
            page.Continuation is { } next ? Cursor.Encode(ListName, tenantId, next) : null);
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
                return await GetAsync(tenantId, importId, cancellationToken);
            }

            if (import.IsOver)
            {
                throw new ProblemException(ProblemKind.Conflict, "import_is_over", "This import is over; there is nothing to cancel.");
            }

            await imports.TryUpdateAsync(import with { Status = ImportStatus.Cancelled, FinishedAt = clock.GetUtcNow() }, cancellationToken);
        }
    }

    private async Task<Import> FindAsync(string tenantId, string importId, CancellationToken cancellationToken)
        => await imports.FindAsync(tenantId, importId, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such import.");

    private Task SendFirstAsync(Import import, CancellationToken cancellationToken)
        => sender.SendAsync(new(import.TenantId, import.ConnectionId, import.Generation, import.Id, Lane: 0, Item: null), TimeSpan.Zero, cancellationToken);

    /// <summary>Falls as time goes on, so that a listing by key has the newest first.</summary>
    private static string NewId(DateTimeOffset now)
        => string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue - now.UtcTicks:x16}{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
}
