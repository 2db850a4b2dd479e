using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;

namespace NotionSync.Syncing;

/// <summary>The syncs that people ask for.</summary>
public sealed class SyncService(ConnectionService connections, DocumentLibrary library, SyncRuns runs)
{
    /// <summary>Syncs all connections of a tenant now; those that Notion refuses are left out.</summary>
    /// <param name="connectionId">Only this one; an unknown one, or one that does not work, starts nothing.</param>
    public async Task<IReadOnlyList<Import>> SyncNowAsync(string tenantId, string? connectionId, CancellationToken cancellationToken)
    {
        var started = new List<Import>();

        foreach (var connection in await connections.ListAsync(tenantId, cancellationToken))
        {
            if (connection.Status == ConnectionStatus.Active && (connectionId is null || connectionId == connection.Id))
            {
                started.Add(await runs.StartAsync(connection, ImportKind.Sync, SyncReason.Manual, again: true, cancellationToken));
            }
        }

        return started;
    }

    /// <summary>Reads one page again, whether it changed or not.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>disconnected</c>, <c>blocked_by_notion</c>, <c>needs_reauthorization</c>.</exception>
    public async Task<Import> ResyncAsync(string tenantId, string documentId, CancellationToken cancellationToken)
    {
        var document = await library.GetAsync(tenantId, documentId, cancellationToken);
        var connection = await connections.FindAsync(tenantId, document.Source.ConnectionId, cancellationToken)
            ?? throw new ProblemException(ProblemKind.Conflict, "disconnected", "The document's connection was ended; there is nothing to sync it from.");

        if (connection.Status != ConnectionStatus.Active)
        {
            throw connection.Status == ConnectionStatus.Blocked
                ? new ProblemException(ProblemKind.Conflict, "blocked_by_notion", "Notion blocks this connection's requests. Check the connection first.")
                : new ProblemException(ProblemKind.Conflict, "needs_reauthorization", "Notion no longer accepts this connection. Connect it again first.");
        }

        return await runs.StartAsync(
            connection,
            ImportKind.Resync,
            SyncReason.Resync,
            [new(document.Source.Id, ChangeSelector.KindOf(document), IncludeSubpages: false, document.Wish.As, Comments: document.Wish.Comments)],
            cancellationToken);
    }
}
