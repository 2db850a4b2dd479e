namespace NotionSync.Connections;

/// <summary>Where connections are kept. Every call names the tenant; another tenant's connection is not found.</summary>
public interface IConnectionStore
{
    Task<Connection?> FindAsync(string tenantId, string connectionId, CancellationToken cancellationToken);

    Task<IReadOnlyList<Connection>> ListAsync(string tenantId, CancellationToken cancellationToken);

    Task AddAsync(Connection connection, CancellationToken cancellationToken);

    /// <summary>Writes the connection if it is still as it was read.</summary>
    /// <returns><see langword="false"/>: somebody changed or removed it; nothing was written.</returns>
    Task<bool> TryUpdateAsync(Connection connection, CancellationToken cancellationToken);

    /// <summary>Removes the connection. Removing one that is not there is fine.</summary>
    Task RemoveAsync(string tenantId, string connectionId, CancellationToken cancellationToken);
}
