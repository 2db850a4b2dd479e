using Azure.Storage.Queues;
using NotionSync.Streams.Exporting;

namespace NotionSync.Storage;

/// <summary>Messages of exports in the queue <c>stream-export</c>.</summary>
public sealed class QueueStreamExportSender(QueueServiceClient queues) : IStreamExportSender
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.StreamExportQueue);

    public Task SendAsync(StreamExportMessage message, TimeSpan delay, CancellationToken cancellationToken)
        => _queue.SendAsync(message, StreamExportJson.Default.StreamExportMessage, delay, cancellationToken);
}
