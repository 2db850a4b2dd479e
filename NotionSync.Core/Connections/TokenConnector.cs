using Microsoft.Extensions.Logging;
using NotionSync.Notion;

namespace NotionSync.Connections;

/// <summary>Connects by the token of an internal integration, and replaces that token.</summary>
public sealed partial class TokenConnector(
    IConnectionStore connections,
    AuthorizedConnections authorised,
    TokenVault vault,
    ConnectionClients clients,
    ConnectionStart start,
    ILogger<TokenConnector> logger)
{
    private const int MaxTokenLength = 500;

    /// <summary>
    /// Connects after asking Notion whose token it is. An integration that is connected already gets the token in place of
    /// its last one; one that was disconnected goes on with its documents.
    /// </summary>
    /// <param name="userId">Who of ours does it.</param>
    /// <exception cref="ProblemException"><c>invalid_token</c>: Notion does not accept it; nothing was stored.</exception>
    public async Task<Connection> ConnectAsync(string tenantId, string userId, string token, string? name, CancellationToken cancellationToken)
    {
        name = ConnectionService.CheckName(name);
        var given = await AskAsync(tenantId, userId, Check(token), name is { Length: > 0 } ? name : null, cancellationToken);
        var connection = await authorised.AddOrRenewAsync(given, cancellationToken);
        await clients.CountQuestionAsync(connection.Id, cancellationToken);
        Log.Connected(logger, tenantId, connection.Id);
        await start.BeginAsync(connection, cancellationToken);

        return connection;
    }

    /// <summary>Gives a connection another token of the same workspace: the same connection, of a new generation.</summary>
    /// <param name="userId">Who of ours does it.</param>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>other_provider</c>, <c>invalid_token</c>, <c>other_workspace</c>.</exception>
    public async Task<Connection> ReplaceAsync(string tenantId, string userId, string connectionId, string token, CancellationToken cancellationToken)
    {
        token = Check(token);
        var connection = await connections.FindAsync(tenantId, connectionId, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such connection.");

        if (connection.Provider != ConnectionProvider.Token)
        {
            throw new ProblemException(ProblemKind.Conflict, "other_provider", "This connection has no token of its own. Authorise it again.");
        }

        var given = await AskAsync(tenantId, userId, token, name: null, cancellationToken);
        var replaced = await authorised.RenewAsync(connection, given, cancellationToken);
        await clients.CountQuestionAsync(connectionId, cancellationToken);
        Log.Replaced(logger, tenantId, connectionId);
        await start.BeginAsync(replaced, cancellationToken);

        return replaced;
    }

    // Header values hold visible ASCII only; anything else is no token, and must not reach the request.
    private static string Check(string token)
        => token.Trim() is { Length: > 0 and <= MaxTokenLength } given && given.All(character => character is > ' ' and <= '~') ? given : throw InvalidToken();

    private async Task<Authorization> AskAsync(string tenantId, string userId, string token, string? name, CancellationToken cancellationToken)
    {
        try
        {
            var bot = await clients.AskWhoseAsync(token, cancellationToken);
            return new(
                tenantId,
                ConnectionProvider.Token,
                new(bot.WorkspaceId, bot.WorkspaceName, null),
                $"bot:{bot.Id}",
                userId,
                name,
                (connection, stopping) => vault.SetTokenAsync(connection, token, stopping));
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
