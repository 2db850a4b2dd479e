using Microsoft.Extensions.Logging;

namespace NotionSync.Connections.OAuth;

/// <summary>Keeps what users granted. What cannot be kept is revoked.</summary>
public sealed partial class OAuthConnections(
    IConnectionStore connections,
    AuthorizedConnections authorised,
    TokenVault vault,
    NotionOAuthClient oauth,
    ConnectionStart start,
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
        var given = new Authorization(
            state.TenantId,
            ConnectionProvider.Notion,
            grant.Workspace,
            grant.Owner ?? $"unknown:{state.Hash}",
            state.UserId,
            Name: null,
            (connection, stopping) => vault.SetTokensAsync(connection, tokens, stopping));

        try
        {
            var connection = state.ConnectionId is { } id
                ? await authorised.RenewAsync(await RequireAsync(state.TenantId, id, cancellationToken), given, cancellationToken)
                : await authorised.AddOrRenewAsync(given, cancellationToken);

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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId} connected {ConnectionId} by OAuth.")]
        public static partial void Connected(ILogger logger, string tenantId, string connectionId);
    }
}
