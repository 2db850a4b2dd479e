using Azure.Storage.Queues;
using NotionSync.Connections.Disconnecting;
using NotionSync.Connections.Incoming;

namespace NotionSync.Storage;

/// <summary>Connections to clear away, in the queue <c>connection-end</c>.</summary>
public sealed class QueueDisconnectSender(QueueServiceClient queues) : IDisconnectSender
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.ConnectionEndQueue);

    public Task SendAsync(DisconnectMessage message, TimeSpan delay, CancellationToken cancellationToken)
        => _queue.SendAsync(message, ConnectionJson.Default.DisconnectMessage, delay, cancellationToken);
}
