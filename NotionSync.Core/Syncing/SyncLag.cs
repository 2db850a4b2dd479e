using NotionSync.Connections;
using NotionSync.Telemetry;

namespace NotionSync.Syncing;

/// <summary>Measures how far syncs are behind, from what was done: a tick that does not run is seen too.</summary>
public sealed class SyncLag(IConnectionStore connections, TimeProvider clock)
{
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var lags = new Dictionary<string, TimeSpan>();

        await foreach (var connection in connections.ListAllAsync(cancellationToken))
        {
            if (connection is { EndedAt: null, Status: ConnectionStatus.Active, AutoSync.Enabled: true })
            {
                var lag = now - (connection.LastSyncAt ?? connection.CreatedAt) - TimeSpan.FromHours(connection.AutoSync.IntervalHours);
                var worst = lags.GetValueOrDefault(connection.TenantId);
                lags[connection.TenantId] = lag > worst ? lag : worst;
            }
        }

        AppMetrics.SyncLagSeen(lags.Values);
    }
}
