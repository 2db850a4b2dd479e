using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;
using NotionSync.Connections.OAuth;
using NotionSync.Notion;

namespace NotionSync.Connections;

/// <summary>Makes clients that speak for a connection, whatever way it was connected.</summary>
public sealed class ConnectionClients(
    TokenVault vault,
    TokenRenewal renewal,
    NangoClient nango,
    NotionClientFactory clients,
    IRequestThrottle throttle,
    IOptions<NotionOptions> notion)
{
    /// <exception cref="NotionException"><see cref="NotionError.Unauthorized"/>: its secret is gone. <see cref="NotionError.Blocked"/>: Notion asked not to be called.</exception>
    public async Task<NotionClient> OpenAsync(Connection connection, CancellationToken cancellationToken)
        => clients.Create(await CredentialsAsync(connection, cancellationToken));

    /// <exception cref="NotionException"><see cref="NotionError.Unauthorized"/>: its secret is gone. <see cref="NotionError.Blocked"/>: Notion asked not to be called.</exception>
    internal async Task<NotionCredentials> CredentialsAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.Status == ConnectionStatus.Blocked)
        {
            throw new NotionException(NotionError.Blocked, "Notion blocks this connection's requests. Check the connection first.");
        }

        var credentials = connection.Provider == ConnectionProvider.Nango ? ThroughNango(connection) : await WithSecretAsync(connection, cancellationToken);

        return credentials with { WorkspaceKey = connection.Workspace.Id is { Length: > 0 } id ? $"workspace:{id}" : null };
    }

    /// <summary>Asks Notion whose token it is.</summary>
    /// <exception cref="NotionException"><see cref="NotionError.Unauthorized"/>: Notion does not accept it.</exception>
    internal Task<NotionUser> AskWhoseAsync(string token, CancellationToken cancellationToken)
        => AskAsync(key => Task.FromResult(WithToken(token, key)), cancellationToken);

    /// <summary>Asks Notion who authorised a connection that has no id yet.</summary>
    /// <exception cref="NotionException"><see cref="NotionError.Unauthorized"/>: Notion does not accept it.</exception>
    internal Task<NotionUser> AskWhoseAsync(Connection connection, CancellationToken cancellationToken)
        => AskAsync(key => CredentialsAsync(connection with { Id = key }, cancellationToken), cancellationToken);

    /// <summary>Notion counted the question, so the connection that it was about may make one call less in its first window.</summary>
    internal async Task CountQuestionAsync(string connectionId, CancellationToken cancellationToken)
    {
        var limits = new ThrottleKeys(connectionId);

        if (await throttle.TakeAsync(limits, "v1/users/me", cancellationToken) == TimeSpan.Zero)
        {
            throttle.Release(limits, TimeSpan.Zero);
        }
    }

    private async Task<NotionUser> AskAsync(Func<string, Task<NotionCredentials>> credentials, CancellationToken cancellationToken)
    {
        // Which connection's limit it counts against is not known before the answer.
        var key = Guid.NewGuid().ToString("N");

        try
        {
            return await clients.Create(await credentials(key)).GetMeAsync(cancellationToken);
        }
        finally
        {
            await throttle.ForgetAsync(key, CancellationToken.None);
        }
    }

    private async Task<NotionCredentials> WithSecretAsync(Connection connection, CancellationToken cancellationToken)
        => connection.Provider == ConnectionProvider.Notion
            ? Direct(connection, await vault.RecallTokensAsync(connection, cancellationToken) ?? throw Gone())
            : WithToken(await vault.RecallTokenAsync(connection, cancellationToken) ?? throw Gone(), connection.Id);

    private NotionCredentials WithToken(string token, string connectionId)
        => new(
            notion.Value.BaseUrl,
            [new("Authorization", $"Bearer {token}"), new("Notion-Version", notion.Value.ApiVersion)],
            connectionId);

    private NotionCredentials Direct(Connection connection, StoredTokens tokens)
        => WithToken(tokens.AccessToken, connection.Id) with
        {
            Renew = async cancellationToken => await renewal.RenewAsync(connection, tokens.AccessToken, cancellationToken) is { } renewed
                ? WithToken(renewed.AccessToken, connection.Id)
                : null,
        };

    private NotionCredentials ThroughNango(Connection connection)
    {
        var credentials = nango.Credentials(connection, notion.Value.ApiVersion);
        return credentials with { Renew = cancellationToken => RenewAtNangoAsync(connection, credentials, cancellationToken) };
    }

    private async Task<NotionCredentials?> RenewAtNangoAsync(Connection connection, NotionCredentials credentials, CancellationToken cancellationToken)
    {
        try
        {
            // Nango takes the new token by itself; nothing changes in what we send.
            return await nango.TryRenewAsync(connection.BrokerId!, cancellationToken) ? credentials with { Renew = null } : null;
        }
        catch (ProblemException exception) when (exception is { Kind: ProblemKind.TooManyRequests, RetryAfter: { } wait })
        {
            throw new NotionRateLimitedException(wait, exception.Message);
        }
        catch (ProblemException exception)
        {
            throw new NotionException(NotionError.Unavailable, "Nango could not be asked to renew the token.", exception) { IsFromBroker = true, IsTransient = true };
        }
    }

    private static NotionException Gone() => new(NotionError.Unauthorized, "The connection's token is gone.");
}
