using Azure.Storage.Queues;
using NotionSync.Syncing;

namespace NotionSync.Storage;

/// <summary>Messages of syncs in the queue <c>connection-sync</c>.</summary>
public sealed class QueueSyncSender(QueueServiceClient queues) : ISyncSender
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.ConnectionSyncQueue);

    public Task SendAsync(ConnectionSyncMessage message, TimeSpan delay, CancellationToken cancellationToken)
        => _queue.SendAsync(message, SyncJson.Default.ConnectionSyncMessage, delay, cancellationToken);
}
