using System.Text.Json;
using Azure.Storage.Queues;
using NotionSync.Importing;

namespace NotionSync.Storage;

/// <summary>Messages of imports in the queue <c>page-import</c>.</summary>
public sealed class QueueImportSender(QueueServiceClient queues) : IImportSender
{
    // A message stays until it is worked off: an outage of a week must not lose the rest of an import.
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    private readonly QueueClient _queue = queues.GetQueueClient(StorageNames.PageImportQueue);

    public async Task SendAsync(ImportMessage message, TimeSpan delay, CancellationToken cancellationToken)
        => await _queue.SendMessageAsync(
            JsonSerializer.Serialize(message, MessageJson.Default.ImportMessage),
            delay,
            NeverExpires,
            cancellationToken);
}
