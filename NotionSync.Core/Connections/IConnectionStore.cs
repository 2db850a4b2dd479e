namespace NotionSync.Connections;

/// <summary>
/// Where connections are kept. A call that names a tenant finds nothing of another one; one that was ended
/// (<see cref="Connection.EndedAt"/>) is found by <see cref="FindAnyAsync"/>, <see cref="FindByBrokerAsync"/> and
/// <see cref="ListAllAsync"/> only.
/// </summary>
public interface IConnectionStore
{
    Task<Connection?> FindAsync(string tenantId, string connectionId, CancellationToken cancellationToken);

    /// <summary>Finds one that was ended, too.</summary>
    Task<Connection?> FindAnyAsync(string tenantId, string connectionId, CancellationToken cancellationToken);

    /// <summary>Finds the tenant's connection by the broker's id of it; one that was ended, too.</summary>
    Task<Connection?> FindByBrokerAsync(string tenantId, string brokerId, CancellationToken cancellationToken);

    Task<IReadOnlyList<Connection>> ListAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>The connections to a workspace, whichever tenants'. For what Notion tells of a workspace.</summary>
    Task<IReadOnlyList<Connection>> ListOfWorkspaceAsync(string workspaceId, CancellationToken cancellationToken);

    /// <summary>All connections of all tenants, those that were ended too. Slow: for timers.</summary>
    IAsyncEnumerable<Connection> ListAllAsync(CancellationToken cancellationToken);

    /// <returns><see langword="false"/>: there is one of this id already, perhaps an ended one; nothing was written.</returns>
    Task<bool> TryAddAsync(Connection connection, CancellationToken cancellationToken);

    /// <summary>Writes the connection if it is still as it was read.</summary>
    /// <returns><see langword="false"/>: somebody changed or removed it; nothing was written.</returns>
    Task<bool> TryUpdateAsync(Connection connection, CancellationToken cancellationToken);

    /// <summary>Removes the connection if it is still as it was read. Removing one that is not there is fine.</summary>
    /// <returns><see langword="false"/>: somebody changed it, or connected anew under its id; nothing was removed.</returns>
    Task<bool> TryRemoveAsync(Connection connection, CancellationToken cancellationToken);
}
