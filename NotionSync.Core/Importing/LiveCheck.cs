using NotionSync.Connections;
using NotionSync.Connections.Disconnecting;
using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Asks before and after each write: a run that was cancelled, or whose connection ended, writes nothing more.</summary>
public sealed class LiveCheck(IConnectionStore connections, IImportStore imports, DisconnectedDocuments documents, TimeProvider clock)
{
    /// <summary>A look at the connection and the run stands for this long. What ends in between is found after the write.</summary>
    private static readonly TimeSpan LookLasts = TimeSpan.FromSeconds(1);

    // After a write only a look that begins later counts; the pages of a run are written by many at a time.
    private readonly JoinedReads<(string TenantId, string Id), Connection?> _looks = new(key => connections.FindAsync(key.TenantId, key.Id, CancellationToken.None));

    /// <exception cref="RunEndedException">The run is over, or the connection is of another generation.</exception>
    public async Task EnsureAsync(ImportRun run, CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(run.SeenAt) < LookLasts)
        {
            return;
        }

        var (import, now) = (run.Import, clock.GetTimestamp());
        var connection = connections.FindAsync(import.TenantId, import.ConnectionId, cancellationToken);
        var current = await imports.FindAsync(import.TenantId, import.Id, cancellationToken);

        if (current is null or { IsOver: true } || (await connection)?.Generation != import.Generation)
        {
            throw new RunEndedException();
        }

        run.SeenAt = now;
    }

    /// <summary>
    /// For a document that was just written. Its connection may have ended since it was asked, and what goes over the
    /// connection's documents may have passed already: then what was to happen to them happens to this one here.
    /// </summary>
    /// <exception cref="RunEndedException">The connection ended, or was authorised anew.</exception>
    public async Task SettleAsync(ImportRun run, NotionId sourceId, CancellationToken cancellationToken)
    {
        var (tenantId, connectionId) = (run.Import.TenantId, run.Import.ConnectionId);
        var connection = await _looks.ReadAsync((tenantId, connectionId), cancellationToken);

        if (connection is null)
        {
            var removes = await connections.FindAnyAsync(tenantId, connectionId, cancellationToken) is { EndsWithDocuments: true };
            await documents.ClearOneAsync(tenantId, Document.IdFor(connectionId, sourceId), removes, cancellationToken);
        }

        if (connection?.Generation != run.Import.Generation)
        {
            throw new RunEndedException();
        }
    }
}

/// <summary>The work is void; nothing failed.</summary>
public sealed class RunEndedException() : Exception("The run is over.");
