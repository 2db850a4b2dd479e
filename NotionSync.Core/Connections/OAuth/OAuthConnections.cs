using Microsoft.Extensions.Logging;
using NotionSync.Syncing;

namespace NotionSync.Connections.OAuth;

/// <summary>
/// Turns a grant into a connection: a new one, or, where the same person in Notion authorised the same workspace before,
/// the same one of a new generation. Another person's authorisation of the workspace is a connection of its own.
/// </summary>
public sealed partial class OAuthConnections(
    IConnectionStore connections,
    TokenVault vault,
    NotionOAuthClient oauth,
    ConnectionStart start,
    SyncSettings syncing,
    TimeProvider clock,
    ILogger<OAuthConnections> logger)
{
    /// <summary>The connection that shall be authorised anew.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>other_provider</c>.</exception>
    public async Task<Connection> RequireAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAsync(tenantId, connectionId, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such connection.");

        return connection.Provider == ConnectionProvider.Notion
            ? connection
            : throw new ProblemException(ProblemKind.Conflict, "other_provider", "This connection was not made by direct OAuth.");
    }

    /// <exception cref="ProblemException"><c>not_found</c>, <c>other_provider</c>, <c>other_workspace</c>; the grant was revoked.</exception>
    internal async Task<Connection> SaveAsync(OAuthState state, NotionApp app, OAuthGrant grant, CancellationToken cancellationToken)
    {
        var tokens = new StoredTokens(app.ClientId, grant.AccessToken, grant.RefreshToken);

        try
        {
            var connection = state.ConnectionId is { } id
                ? await RenewAsync(await RequireAsync(state.TenantId, id, cancellationToken), state, tokens, grant, cancellationToken)
                : await AddOrRenewAsync(state, tokens, grant, cancellationToken);

            Log.Connected(logger, connection.TenantId, connection.Id);
            await start.BeginAsync(connection, cancellationToken);
            return connection;
        }
        catch (ProblemException)
        {
            // What we do not keep shall not go on existing at Notion.
            await oauth.RevokeAsync(app, grant.AccessToken, cancellationToken);
            throw;
        }
    }

    private async Task<Connection> AddOrRenewAsync(OAuthState state, StoredTokens tokens, OAuthGrant grant, CancellationToken cancellationToken)
    {
        for (var number = 0; ; number++)
        {
            var known = await connections.ListAsync(state.TenantId, cancellationToken);

            if (known.FirstOrDefault(connection => IsSame(connection, grant)) is { } existing)
            {
                return await RenewAsync(existing, state, tokens, grant, cancellationToken);
            }

            // The same id for all who come at once, so that one adds and the others find it. It may be taken by a
            // connection that somebody else has authorised since, or by one that is just being cleared away.
            var id = NewConnection.IdFor(state.TenantId, "notion", grant.Workspace.Id ?? string.Empty, grant.Owner ?? state.Hash, $"{number}");
            var connection = new Connection
            {
                TenantId = state.TenantId,
                Id = id,
                Provider = ConnectionProvider.Notion,
                Status = ConnectionStatus.Active,
                Workspace = grant.Workspace,
                Generation = NewConnection.Generation(),
                CreatedAt = clock.GetUtcNow(),
                AutoSync = await syncing.ForNewConnectionAsync(state.TenantId, cancellationToken),
                ConnectedBy = state.UserId,
                NotionOwner = grant.Owner,
                SecretName = TokenVault.NewName(id),
                Begins = ConnectionBeginning.New,
            }.WithFirstSync();

            await vault.SetTokensAsync(connection, tokens, cancellationToken);

            if (await connections.TryAddAsync(connection, cancellationToken))
            {
                return connection;
            }

            await vault.DeleteAsync(connection, cancellationToken);

            if (await connections.FindAsync(state.TenantId, id, cancellationToken) is { } winner && IsSame(winner, grant))
            {
                return await RenewAsync(winner, state, tokens, grant, cancellationToken);
            }
        }
    }

    private async Task<Connection> RenewAsync(Connection connection, OAuthState state, StoredTokens tokens, OAuthGrant grant, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (connection.Workspace.Id is not null && connection.Workspace.Id != grant.Workspace.Id)
            {
                throw new ProblemException(ProblemKind.Unprocessable, "other_workspace", "Another workspace was authorised. Connect that one as a connection of its own.");
            }

            var renewed = connection with
            {
                Status = ConnectionStatus.Active,
                Workspace = grant.Workspace,
                Generation = connection.Generation + 1,
                ConnectedBy = state.UserId,
                NotionOwner = grant.Owner,
                SecretName = TokenVault.NewName(connection.Id),
                Begins = ConnectionBeginning.Again,
            };

            await vault.SetTokensAsync(renewed, tokens, cancellationToken);

            if (await connections.TryUpdateAsync(renewed, cancellationToken))
            {
                await vault.DeleteAsync(connection, cancellationToken);
                return renewed;
            }

            await vault.DeleteAsync(renewed, cancellationToken);
            connection = await RequireAsync(connection.TenantId, connection.Id, cancellationToken);
        }
    }

    private static bool IsSame(Connection connection, OAuthGrant grant)
        => connection.Provider == ConnectionProvider.Notion
            && grant.Owner is not null
            && connection.NotionOwner == grant.Owner
            && connection.Workspace.Id == grant.Workspace.Id;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId} connected {ConnectionId} by OAuth.")]
        public static partial void Connected(ILogger logger, string tenantId, string connectionId);
    }
}
