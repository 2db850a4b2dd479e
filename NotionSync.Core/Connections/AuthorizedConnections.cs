using NotionSync.Syncing;

namespace NotionSync.Connections;

/// <summary>
/// Turns an authorisation into a connection: a new one, or, where the same person or bot in Notion authorised the same
/// workspace before, the same one of a new generation. Another one's authorisation of the workspace is a connection of its own.
/// </summary>
public sealed class AuthorizedConnections(IConnectionStore connections, TokenVault vault, SyncSettings syncing, TimeProvider clock)
{
    internal async Task<Connection> AddOrRenewAsync(Authorization given, CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            var known = await connections.ListAsync(given.TenantId, cancellationToken);

            if (known.FirstOrDefault(given.IsSame) is { } existing)
            {
                return await RenewAsync(existing, given, cancellationToken);
            }

            var autoSync = await syncing.ForNewConnectionAsync(given.TenantId, cancellationToken);
            var connection = NewConnection.Create(given.TenantId, given.Provider, given.Workspace, given.UserId, autoSync, clock.GetUtcNow()) with
            {
                Name = given.Name,
                NotionOwner = given.Owner,
            };
            var id = NewConnection.IdFor(connection, number);
            connection = connection with { Id = id, SecretName = TokenVault.NewName(id) };

            // The secret first: a crash in between leaves a secret that nothing names, never a connection that cannot work.
            await given.StoreAsync(connection, cancellationToken);

            if (await connections.TryAddAsync(connection, cancellationToken))
            {
                return connection;
            }

            await vault.DeleteAsync(connection, cancellationToken);

            if (await connections.FindAsync(given.TenantId, id, cancellationToken) is { } winner && given.IsSame(winner))
            {
                return await RenewAsync(winner, given, cancellationToken);
            }
        }
    }

    /// <exception cref="ProblemException"><c>not_found</c>, <c>other_workspace</c>.</exception>
    internal async Task<Connection> RenewAsync(Connection connection, Authorization given, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (connection.Workspace.Id is not null && connection.Workspace.Id != given.Workspace.Id)
            {
                throw new ProblemException(ProblemKind.Unprocessable, "other_workspace", "This is another workspace. Connect it as a connection of its own.");
            }

            var renewed = connection with
            {
                Status = ConnectionStatus.Active,
                Workspace = given.Workspace,
                Name = given.Name ?? connection.Name,
                Generation = connection.Generation + 1,
                ConnectedBy = given.UserId,
                NotionOwner = given.Owner,
                SecretName = TokenVault.NewName(connection.Id),
                Begins = ConnectionBeginning.Again,
            };

            await given.StoreAsync(renewed, cancellationToken);

            if (await connections.TryUpdateAsync(renewed, cancellationToken))
            {
                await vault.DeleteAsync(connection, cancellationToken);
                return renewed;
            }

            await vault.DeleteAsync(renewed, cancellationToken);
            connection = await connections.FindAsync(connection.TenantId, connection.Id, cancellationToken)
                ?? throw ProblemException.NotFound("This tenant has no such connection.");
        }
    }
}

/// <summary>What an admin brought from Notion: whose it is there, and how to keep its secret.</summary>
/// <param name="Owner">Who authorised it, see <see cref="Connection.NotionOwner"/>; something that fits nobody where Notion does not tell.</param>
/// <param name="UserId">Who of ours did it.</param>
/// <param name="Name">What to call it; null: as before.</param>
/// <param name="StoreAsync">Writes the secret under the connection's <see cref="Connection.SecretName"/>.</param>
internal sealed record Authorization(
    string TenantId,
    ConnectionProvider Provider,
    Workspace Workspace,
    string Owner,
    string UserId,
    string? Name,
    Func<Connection, CancellationToken, Task> StoreAsync)
{
    public bool IsSame(Connection connection)
        => connection.Provider == Provider && connection.NotionOwner == Owner && connection.Workspace.Id == Workspace.Id;

    public override string ToString() => $"an authorisation by {Owner}";
}
