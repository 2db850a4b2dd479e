using Azure.Storage.Queues;
using NotionSync.Importing;

namespace NotionSync.Storage;

/// <summary>Messages of imports in the queue <c>page-import</c>.</summary>
public sealed class QueueImportSender(QueueServiceClient queues) : IImportSender
{
    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.PageImportQueue);

    public Task SendAsync(ImportMessage message, TimeSpan delay, CancellationToken cancellationToken)
        => _queue.SendAsync(message, MessageJson.Default.ImportMessage, delay, cancellationToken);
}
