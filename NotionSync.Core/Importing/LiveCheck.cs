using NotionSync.Connections;

namespace NotionSync.Importing;

/// <summary>Asked before each write: a run that was cancelled, or whose connection ended, writes nothing more.</summary>
public sealed class LiveCheck(IConnectionStore connections, IImportStore imports)
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
}

/// <summary>The work is void; nothing failed.</summary>
public sealed class RunEndedException() : Exception("The run is over.");
