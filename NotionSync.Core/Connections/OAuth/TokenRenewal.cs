using Microsoft.Extensions.Logging;
using NotionSync.Notion;

namespace NotionSync.Connections.OAuth;

/// <summary>
/// Renews the tokens of a direct connection. A refresh token works once, so one worker of all does it, under a lease, and
/// the others take what it stored. A worker that dies between Notion's answer and storing it loses the tokens: then
/// Notion answers <c>invalid_grant</c> to the next, and the connection asks for its admin.
/// </summary>
public sealed partial class TokenRenewal(
    TokenVault vault,
    NotionApps apps,
    NotionOAuthClient oauth,
    ITokenLease lease,
    IConnectionStore connections,
    TimeProvider time,
    ILogger<TokenRenewal> logger)
{
    /// <summary>Longer than the exchange with Notion may take, so that the lease of a living worker does not run out.</summary>
    internal static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <param name="refused">The access token that Notion did not accept.</param>
    /// <returns>Tokens that are newer, or null: there are none to be had, the user has to agree anew.</returns>
    /// <exception cref="NotionException"><see cref="NotionError.Unavailable"/>: not now.</exception>
    public async Task<StoredTokens?> RenewAsync(Connection connection, string refused, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();

        while (true)
        {
            if (await vault.FindTokensAsync(connection, cancellationToken) is not { } tokens)
            {
                return null;
            }

            if (tokens.AccessToken != refused)
            {
                return tokens;
            }

            if (await lease.TryTakeAsync(connection.Id, LeaseTime, cancellationToken) is { } handle)
            {
                try
                {
                    return await RenewAloneAsync(connection, refused, cancellationToken);
                }
                finally
                {
                    await lease.ReleaseAsync(connection.Id, handle, CancellationToken.None);
                }
            }

            if (time.GetElapsedTime(started) > LongestWait)
            {
                throw NotNow("Another worker is renewing the connection's token.");
            }

            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
    }

    /// <summary>Asks Notion whether a direct connection's token works, and renews one that does not. Others are left alone.</summary>
    /// <exception cref="NotionException"><see cref="NotionError.Unauthorized"/>: there is none to be had; <see cref="NotionError.Unavailable"/>: not now.</exception>
    public async Task EnsureActiveAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.Provider != ConnectionProvider.Notion
            || await vault.FindTokensAsync(connection, cancellationToken) is not { } tokens
            || await apps.FindAsync(connection.TenantId, tokens.ClientId, cancellationToken) is not { } app)
        {
            return;
        }

        try
        {
            if (await oauth.IntrospectAsync(app, tokens.AccessToken, cancellationToken))
            {
                return;
            }
        }
        catch (OAuthException exception)
        {
            // Not known is not inactive: the call that follows tells.
            Log.Failed(logger, connection.TenantId, connection.Id, exception);
            return;
        }

        if (await RenewAsync(connection, tokens.AccessToken, cancellationToken) is null)
        {
            throw new NotionException(NotionError.Unauthorized, "Notion says that the token is not active.");
        }
    }

    private async Task<StoredTokens?> RenewAloneAsync(Connection connection, string refused, CancellationToken cancellationToken)
    {
        // Read under the lease: whoever had it before may have renewed them.
        if (await vault.FindTokensAsync(connection, cancellationToken) is not { } tokens || tokens.AccessToken != refused)
        {
            return await vault.FindTokensAsync(connection, cancellationToken);
        }

        if (tokens.RefreshToken is not { } refreshToken || await apps.FindAsync(connection.TenantId, tokens.ClientId, cancellationToken) is not { } app)
        {
            return null;
        }

        OAuthGrant grant;

        try
        {
            grant = await oauth.RefreshAsync(app, refreshToken, cancellationToken);
        }
        catch (OAuthException exception) when (exception.Error == OAuthError.InvalidGrant)
        {
            Log.Refused(logger, connection.TenantId, connection.Id);

            // Unless a worker whose lease ran out was faster after all.
            return await vault.FindTokensAsync(connection, cancellationToken) is { } current && current.AccessToken != refused ? current : null;
        }
        catch (OAuthException exception)
        {
            Log.Failed(logger, connection.TenantId, connection.Id, exception);
            throw NotNow("Notion's OAuth does not answer properly now.", exception);
        }

        return await StoreAsync(connection, app, new(tokens.ClientId, grant.AccessToken, grant.RefreshToken ?? refreshToken), cancellationToken);
    }

    // From here on the old tokens are worth nothing: nobody's cancellation stops the storing of the new ones.
    private async Task<StoredTokens?> StoreAsync(Connection connection, NotionApp app, StoredTokens renewed, CancellationToken cancellationToken)
    {
        await vault.SetTokensAsync(connection, renewed, CancellationToken.None);
        var current = await connections.FindAsync(connection.TenantId, connection.Id, CancellationToken.None);

        if (current?.SecretName == connection.SecretName)
        {
            Log.Renewed(logger, connection.TenantId, connection.Id);
            return renewed;
        }

        // Ended, or authorised anew, while Notion answered: what was just stored belongs to nobody.
        await vault.DeleteAsync(connection, CancellationToken.None);

        if (current is null)
        {
            await oauth.RevokeAsync(app, renewed.AccessToken, cancellationToken);
            return null;
        }

        return await vault.FindTokensAsync(current, cancellationToken);
    }

    private static NotionException NotNow(string message, Exception? exception = null)
        => new(NotionError.Unavailable, message, exception) { IsTransient = true };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId}: the tokens of connection {ConnectionId} were renewed.")]
        public static partial void Renewed(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(2, LogLevel.Warning, "Tenant {TenantId}: Notion gives no new tokens for connection {ConnectionId}.")]
        public static partial void Refused(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(3, LogLevel.Warning, "Tenant {TenantId}: the tokens of connection {ConnectionId} could not be renewed now.")]
        public static partial void Failed(ILogger logger, string tenantId, string connectionId, Exception exception);
    }
}
