using Azure.Storage.Queues;
using NotionSync.Importing;
using NotionSync.Importing.Fetching;

namespace NotionSync.Storage;

/// <summary>Messages of parts in the queue <c>block-fetch</c>.</summary>
public sealed class QueueBlockFetchSender(QueueServiceClient queues) : IBlockFetchSender
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.BlockFetchQueue);

    public Task SendAsync(BlockFetchMessage message, TimeSpan delay, CancellationToken cancellationToken)
        => _queue.SendAsync(message, MessageJson.Default.BlockFetchMessage, delay, cancellationToken);
}
