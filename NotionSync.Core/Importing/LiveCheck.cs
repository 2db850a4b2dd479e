using NotionSync.Connections;
using NotionSync.Connections.Disconnecting;
using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Asked before and after each write: a run that was cancelled, or whose connection ended, writes nothing more.</summary>
public sealed class LiveCheck(IConnectionStore connections, IImportStore imports, DisconnectedDocuments documents)
{
    /// <exception cref="RunEndedException">The run is over, or the connection is of another generation.</exception>
    public async Task EnsureAsync(Import import, Connection connection, CancellationToken cancellationToken)
    {
        var current = connections.FindAsync(import.TenantId, connection.Id, cancellationToken);
        var run = await imports.FindAsync(import.TenantId, import.Id, cancellationToken);

        if (run is null or { IsOver: true } || (await current)?.Generation != import.Generation)
        {
            throw new RunEndedException();
        }
    }

    /// <summary>
    /// For a document that was just written. Its connection may have ended since it was asked, and what goes over the
    /// connection's documents may have passed already: then what was to happen to them happens to this one here.
    /// </summary>
    /// <exception cref="RunEndedException">The connection ended.</exception>
    public async Task SettleAsync(Import import, Connection connection, NotionId sourceId, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(import.TenantId, connection.Id, cancellationToken) is null)
        {
            var removes = await connections.FindAnyAsync(import.TenantId, connection.Id, cancellationToken) is { EndsWithDocuments: true };
            await documents.ClearOneAsync(import.TenantId, Document.IdFor(connection.Id, sourceId), removes, cancellationToken);
            throw new RunEndedException();
        }
    }
}

/// <summary>The work is void; nothing failed.</summary>
public sealed class RunEndedException() : Exception("The run is over.");
