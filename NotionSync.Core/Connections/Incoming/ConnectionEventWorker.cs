using Microsoft.Extensions.Logging;
using NotionSync.Connections.Nango;
using NotionSync.Syncing;

namespace NotionSync.Connections.Incoming;

/// <summary>Works off what webhooks told. Any of it may come twice, late or in another order.</summary>
public sealed partial class ConnectionEventWorker(IConnectionStore connections, NangoConnector nango, ISyncSender syncs, ILogger<ConnectionEventWorker> logger)
{
    public Task HandleAsync(ConnectionEvent told, CancellationToken cancellationToken)
        => told switch
        {
            { Kind: ConnectionEventKind.Nango, BrokerId: { } brokerId } => nango.LookAsync(brokerId, told.TenantId, cancellationToken),
            { Kind: ConnectionEventKind.Workspace, WorkspaceId: { } workspaceId, Hint: { } hint } => TellAsync(workspaceId, told.BrokerId, hint, cancellationToken),
            _ => Task.CompletedTask,
        };

    private async Task TellAsync(string workspaceId, string? brokerId, SyncHint hint, CancellationToken cancellationToken)
    {
        var told = 0;

        foreach (var connection in await connections.ListOfWorkspaceAsync(workspaceId, cancellationToken))
        {
            if (connection is { Status: ConnectionStatus.Active, AutoSync.Enabled: true } && (brokerId is null || connection.BrokerId == brokerId))
            {
                await syncs.SendAsync(
                    new(connection.TenantId, connection.Id, connection.Generation, SyncReason.Webhook, Follows: null, [hint]),
                    TimeSpan.Zero,
                    cancellationToken);
                told++;
            }
        }

        Log.Told(logger, told, hint.Kind);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Count} connections look at a {Kind} that may have changed.")]
        public static partial void Told(ILogger logger, int count, SyncHintKind kind);
    }
}
