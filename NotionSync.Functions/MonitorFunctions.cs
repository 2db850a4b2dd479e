using Microsoft.Azure.Functions.Worker;
using NotionSync.Storage;
using NotionSync.Syncing;

namespace NotionSync;

/// <summary>Measures what nobody records as it happens, because it is that something does not happen.</summary>
public sealed class MonitorFunctions(QueueAges queues, SyncLag lag)
{
    [Function("MeasureQueues")]
    public Task MeasureQueuesAsync([TimerTrigger("30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
        => queues.MeasureAsync(cancellationToken);

    [Function("MeasureSyncLag")]
    public Task MeasureSyncLagAsync([TimerTrigger("45 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
        => lag.MeasureAsync(cancellationToken);
}
