using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Storage;
using NotionSync.Syncing;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>The tick, and the syncs that it asks for.</summary>
public sealed class SyncFunctions(SyncTick tick, SyncWorker worker, ILogger<SyncFunctions> logger)
{
    [Function("TickSync")]
    public Task TickAsync([TimerTrigger("%Sync:Schedule%")] TimerInfo timer, CancellationToken cancellationToken)
        => tick.RunAsync(cancellationToken);

    [Function("SyncConnection")]
    public Task SyncAsync(
        [QueueTrigger(StorageNames.ConnectionSyncQueue)] string message,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.ConnectionSyncQueue, message, () => worker.HandleAsync(MessageReader.Read(message, SyncJson.Default.ConnectionSyncMessage), cancellationToken));

    [Function("GiveUpSync")]
    public Task GiveUpAsync(
        [QueueTrigger(StorageNames.ConnectionSyncPoisonQueue)] string message,
        CancellationToken cancellationToken)
        => MessageReader.GiveUpAsync(
            StorageNames.ConnectionSyncPoisonQueue, message, SyncJson.Default.ConnectionSyncMessage, read => worker.GiveUpAsync(read, cancellationToken), logger);
}
