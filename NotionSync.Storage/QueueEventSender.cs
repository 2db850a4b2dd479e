using Azure.Storage.Queues;
using NotionSync.Events;

namespace NotionSync.Storage;

/// <summary>Messages of deliveries in the queue <c>event-delivery</c>.</summary>
public sealed class QueueEventSender(QueueServiceClient queues) : IEventSender
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.EventDeliveryQueue);

    public Task SendAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken)
        => _queue.SendAsync(message, EventJson.Default.EventMessage, delay, cancellationToken);
}
