using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;
using NotionSync.Connections.OAuth;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Connections.Disconnecting;

/// <summary>What a connection leaves outside its row: at the broker, at Notion, in the vault, the schedule and the throttle.</summary>
public sealed partial class ConnectionRemains(
    TokenVault vault,
    NotionApps apps,
    NotionOAuthClient oauth,
    NangoClient nango,
    IOptions<NangoOptions> nangoOptions,
    SyncSchedule schedule,
    ISyncStore syncs,
    IRequestThrottle throttle,
    ILogger<ConnectionRemains> logger)
{
    /// <summary>Clears all of it. Safe to repeat.</summary>
    /// <param name="isLastTry">Secrets go even where Notion could not be told that they are void.</param>
    /// <returns><see langword="false"/>: Nango or Notion did not answer; the rest is gone.</returns>
    public async Task<bool> TryClearAsync(Connection connection, bool isLastTry, CancellationToken cancellationToken)
    {
        await schedule.RemoveAsync(connection.TenantId, connection.Id, cancellationToken);
        await syncs.RemoveAllAsync(connection.TenantId, connection.Id, cancellationToken);
        await throttle.ForgetAsync(connection.Id, cancellationToken);

        try
        {
            await DeleteAtBrokerAsync(connection, cancellationToken);
            await RevokeAsync(connection, cancellationToken);
        }
        catch (Exception exception) when (exception is ProblemException or OAuthException)
        {
            Log.NotTold(logger, connection.TenantId, connection.Id, exception);

            if (isLastTry)
            {
                await vault.DeleteAsync(connection, cancellationToken);
            }

            return false;
        }

        await vault.DeleteAsync(connection, cancellationToken);
        return true;
    }

    private async Task DeleteAtBrokerAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.BrokerId is not { } brokerId)
        {
            return;
        }

        if (!nangoOptions.Value.IsOn)
        {
            Log.LeftAtBroker(logger, connection.TenantId, connection.Id);
            return;
        }

        await nango.DeleteAsync(brokerId, cancellationToken);
    }

    private async Task RevokeAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.Provider == ConnectionProvider.Notion
            && await vault.FindTokensAsync(connection, cancellationToken) is { } tokens
            && await apps.FindAsync(connection.TenantId, tokens.ClientId, cancellationToken) is { } app)
        {
            await oauth.RevokeAsync(app, tokens.AccessToken, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Tenant {TenantId}: the end of connection {ConnectionId} could not be told outside.")]
        public static partial void NotTold(ILogger logger, string tenantId, string connectionId, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "Tenant {TenantId}: connection {ConnectionId} still exists at Nango, whose settings are gone here. Delete it there.")]
        public static partial void LeftAtBroker(ILogger logger, string tenantId, string connectionId);
    }
}
