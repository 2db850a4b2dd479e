using Microsoft.Extensions.Logging;
using NotionSync.Connections.OAuth;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Connections;

/// <summary>Connects by the token of an internal integration, and replaces that token.</summary>
public sealed partial class TokenConnector(
    IConnectionStore connections,
    TokenVault vault,
    ConnectionClients clients,
    ConnectionStart start,
    SyncSettings syncing,
    TimeProvider clock,
    ILogger<TokenConnector> logger)
{
    private const int MaxTokenLength = 500;

    /// <summary>Connects after asking Notion whose token it is.</summary>
    /// <param name="userId">Who of ours does it.</param>
    /// <exception cref="ProblemException"><c>invalid_token</c>: Notion does not accept it; nothing was stored.</exception>
    public async Task<Connection> ConnectAsync(string tenantId, string userId, string token, string? name, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid().ToString("N");
        name = ConnectionService.CheckName(name);
        token = Check(token);

        var connection = new Connection
        {
            TenantId = tenantId,
            Id = id,
            Provider = ConnectionProvider.Token,
            Status = ConnectionStatus.Active,
            Workspace = await AskWhoseAsync(token, id, cancellationToken),
            Name = name is { Length: > 0 } ? name : null,
            Generation = NewConnection.Generation(),
            CreatedAt = clock.GetUtcNow(),
            AutoSync = await syncing.ForNewConnectionAsync(tenantId, cancellationToken),
            ConnectedBy = userId,
            SecretName = TokenVault.NewName(id),
            Begins = ConnectionBeginning.New,
        }.WithFirstSync();

        // The secret first: a crash in between leaves a secret that nothing names, never a connection that cannot work.
        await vault.SetTokenAsync(connection, token, cancellationToken);
        await connections.TryAddAsync(connection, cancellationToken);
        Log.Connected(logger, tenantId, id);
        await start.BeginAsync(connection, cancellationToken);

        return connection;
    }

    /// <summary>Gives a connection another token of the same workspace: the same connection, of a new generation.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>other_provider</c>, <c>invalid_token</c>, <c>other_workspace</c>.</exception>
    public async Task<Connection> ReplaceAsync(string tenantId, string connectionId, string token, CancellationToken cancellationToken)
    {
        token = Check(token);

        while (true)
        {
            var connection = await connections.FindAsync(tenantId, connectionId, cancellationToken)
                ?? throw ProblemException.NotFound("This tenant has no such connection.");

            if (connection.Provider != ConnectionProvider.Token)
            {
                throw new ProblemException(ProblemKind.Conflict, "other_provider", "This connection has no token of its own. Authorise it again.");
            }

            var workspace = await AskWhoseAsync(token, connectionId, cancellationToken);

            if (connection.Workspace.Id is not null && workspace.Id != connection.Workspace.Id)
            {
                throw new ProblemException(ProblemKind.Unprocessable, "other_workspace", "This token is of another workspace. Connect that one as a connection of its own.");
            }

            var replaced = connection with
            {
                Status = ConnectionStatus.Active,
                Workspace = workspace,
                Generation = connection.Generation + 1,
                SecretName = TokenVault.NewName(connectionId),
                Begins = ConnectionBeginning.Again,
            };

            await vault.SetTokenAsync(replaced, token, cancellationToken);

            if (await connections.TryUpdateAsync(replaced, cancellationToken))
            {
                await vault.DeleteAsync(connection, cancellationToken);
                Log.Replaced(logger, tenantId, connectionId);
                await start.BeginAsync(replaced, cancellationToken);
                return replaced;
            }

            await vault.DeleteAsync(replaced, cancellationToken);
        }
    }

    // Header values hold visible ASCII only; anything else is no token, and must not reach the request.
    private static string Check(string token)
        => token.Trim() is { Length: > 0 and <= MaxTokenLength } given && given.All(character => character is > ' ' and <= '~') ? given : throw InvalidToken();

    private async Task<Workspace> AskWhoseAsync(string token, string connectionId, CancellationToken cancellationToken)
    {
        try
        {
            var me = await clients.OpenToken(token, connectionId).GetMeAsync(cancellationToken);
            return new(me.WorkspaceId, me.WorkspaceName, null);
        }
        catch (NotionException exception) when (exception.Error is NotionError.Unauthorized or NotionError.Forbidden)
        {
            throw InvalidToken();
        }
    }

    private static ProblemException InvalidToken()
        => new(ProblemKind.Unprocessable, "invalid_token", "Notion does not accept this token. Copy it again from the integration's settings.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId} connected {ConnectionId} by a token.")]
        public static partial void Connected(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(2, LogLevel.Information, "Tenant {TenantId} replaced the token of {ConnectionId}.")]
        public static partial void Replaced(ILogger logger, string tenantId, string connectionId);
    }
}
