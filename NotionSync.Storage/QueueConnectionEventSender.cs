using Azure.Storage.Queues;
using NotionSync.Connections.Incoming;

namespace NotionSync.Storage;

/// <summary>What webhooks told, in the queue <c>connection-event</c>.</summary>
public sealed class QueueConnectionEventSender(QueueServiceClient queues) : IConnectionEventSender
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.ConnectionEventQueue);

    public Task SendAsync(ConnectionEvent told, CancellationToken cancellationToken)
        => _queue.SendAsync(told, ConnectionJson.Default.ConnectionEvent, TimeSpan.Zero, cancellationToken);
}
