namespace NotionSync.Connections;

internal static class ConnectionChange
{
    /// <summary>Changes a connection, whoever else changes it at the same time.</summary>
    /// <param name="change">From what is stored now to what shall be; null leaves it. May be called several times.</param>
    /// <returns>The connection as it is now; null where there is none.</returns>
    public static async Task<Connection?> ChangeAsync(
        this IConnectionStore connections, string tenantId, string connectionId, Func<Connection, Connection?> change, CancellationToken cancellationToken)
    {
        while (await connections.FindAsync(tenantId, connectionId, cancellationToken) is { } current)
        {
            if (change(current) is not { } changed)
            {
                return current;
            }

            if (await connections.TryUpdateAsync(changed, cancellationToken))
            {
                return await connections.FindAsync(tenantId, connectionId, cancellationToken);
            }
        }

        return null;
    }
}
