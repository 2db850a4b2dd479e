using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Connections;

/// <summary>Connects Notion workspaces to tenants, checks them, and ends them.</summary>
public sealed partial class ConnectionService(
    IConnectionStore connections,
    ISecretStore secrets,
    NotionClientFactory clients,
    IOptions<NotionOptions> notion,
    TimeProvider clock,
    ILogger<ConnectionService> logger)
{
    private const int DefaultIntervalHours = 4;

    public Task<Connection?> FindAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => connections.FindAsync(tenantId, connectionId, cancellationToken);

    public Task<IReadOnlyList<Connection>> ListAsync(string tenantId, CancellationToken cancellationToken)
        => connections.ListAsync(tenantId, cancellationToken);

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<Connection> GetAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => await connections.FindAsync(tenantId, connectionId, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such connection.");

    /// <summary>Connects by an internal integration's token, after asking Notion whose it is.</summary>
    /// <exception cref="ProblemException"><c>invalid_token</c>: Notion does not accept it; nothing was stored.</exception>
    public async Task<Connection> ConnectWithTokenAsync(string tenantId, string token, string? name, CancellationToken cancellationToken)
    {
        token = token.Trim();

        // Header values hold visible ASCII only; anything else is no token, and must not reach the request.
        if (token.Length is 0 or > 500 || token.Any(character => character is <= ' ' or > '~'))
        {
            throw InvalidToken();
        }

        var id = Guid.NewGuid().ToString("N");
        var me = await AskWhoseAsync(Create(token, id), cancellationToken);

        var connection = new Connection
        {
            TenantId = tenantId,
            Id = id,
            Provider = ConnectionProvider.Token,
            Status = ConnectionStatus.Active,
            Workspace = new(me.WorkspaceId, me.WorkspaceName, null),
            Name = name,
            Generation = 1,
            CreatedAt = clock.GetUtcNow(),
            AutoSync = new(Enabled: true, DefaultIntervalHours),
        };

        // The secret first: a crash in between leaves a secret that nothing names, never a connection that cannot work.
        await secrets.SetAsync(SecretName(id), token, cancellationToken);
        await connections.AddAsync(connection, cancellationToken);
        Log.Connected(logger, tenantId, id, connection.Provider);

        return connection;
    }

    /// <summary>Asks Notion now whether the connection works, and keeps what it says.</summary>
    public async Task<ConnectionCheck> CheckAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var connection = await GetAsync(tenantId, connectionId, cancellationToken);

        try
        {
            await (await OpenAsync(connection, cancellationToken)).GetMeAsync(cancellationToken);
        }
        catch (NotionException exception) when (exception.Error == NotionError.Unauthorized)
        {
            await MarkNeedsReauthorizationAsync(connection, cancellationToken);
            return new(ConnectionStatus.NeedsReauthorization, clock.GetUtcNow(), "Notion no longer accepts the connection's token.");
        }
        catch (NotionException exception)
        {
            return new(connection.Status, clock.GetUtcNow(), $"Notion could not be asked ({exception.Message}).");
        }

        await SetStatusAsync(connection, ConnectionStatus.Active, cancellationToken);
        return new(ConnectionStatus.Active, clock.GetUtcNow(), null);
    }

    /// <summary>
    /// Ends a connection: what is in flight finds no connection and writes nothing, and the secret is gone. Ending one
    /// that is not there is fine.
    /// </summary>
    public async Task DisconnectAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        if (await connections.FindAsync(tenantId, connectionId, cancellationToken) is not { } connection)
        {
            return;
        }

        // The row last: a disconnect that is cut off can be repeated.
        await secrets.DeleteAsync(SecretName(connection.Id), cancellationToken);
        await connections.RemoveAsync(tenantId, connection.Id, cancellationToken);
        Log.Disconnected(logger, tenantId, connectionId);
    }

    /// <summary>A client that speaks for the connection.</summary>
    /// <exception cref="NotionException"><see cref="NotionError.Unauthorized"/>: its secret is gone.</exception>
    public async Task<NotionClient> OpenAsync(Connection connection, CancellationToken cancellationToken)
        => await secrets.FindAsync(SecretName(connection.Id), cancellationToken) is { } token
            ? Create(token, connection.Id)
            : throw new NotionException(NotionError.Unauthorized, "The connection's token is gone.");

    public Task MarkNeedsReauthorizationAsync(Connection connection, CancellationToken cancellationToken)
        => SetStatusAsync(connection, ConnectionStatus.NeedsReauthorization, cancellationToken);

    private async Task SetStatusAsync(Connection connection, ConnectionStatus status, CancellationToken cancellationToken)
    {
        var current = connection;

        while (current is not null && current.Status != status && current.Generation == connection.Generation)
        {
            if (await connections.TryUpdateAsync(current with { Status = status }, cancellationToken))
            {
                Log.StatusChanged(logger, connection.TenantId, connection.Id, status);
                return;
            }

            current = await connections.FindAsync(connection.TenantId, connection.Id, cancellationToken);
        }
    }

    private NotionClient Create(string token, string connectionId)
        => clients.Create(new(
            notion.Value.BaseUrl,
            [new("Authorization", $"Bearer {token}"), new("Notion-Version", notion.Value.ApiVersion)],
            connectionId));

    private static async Task<NotionUser> AskWhoseAsync(NotionClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetMeAsync(cancellationToken);
        }
        catch (NotionException exception) when (exception.Error is NotionError.Unauthorized or NotionError.Forbidden)
        {
            throw InvalidToken();
        }
    }

    private static string SecretName(string connectionId) => $"connection-{connectionId}";

    private static ProblemException InvalidToken()
        => new(ProblemKind.Unprocessable, "invalid_token", "Notion does not accept this token. Copy it again from the integration's settings.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId} connected {ConnectionId} by {Provider}.")]
        public static partial void Connected(ILogger logger, string tenantId, string connectionId, ConnectionProvider provider);

        [LoggerMessage(2, LogLevel.Information, "Tenant {TenantId} disconnected {ConnectionId}.")]
        public static partial void Disconnected(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(3, LogLevel.Information, "Connection {ConnectionId} of tenant {TenantId} is now {Status}.")]
        public static partial void StatusChanged(ILogger logger, string tenantId, string connectionId, ConnectionStatus status);
    }
}

/// <param name="Detail">What is wrong, in a sentence; null where nothing is.</param>
public sealed record ConnectionCheck(ConnectionStatus Status, DateTimeOffset CheckedAt, string? Detail);
