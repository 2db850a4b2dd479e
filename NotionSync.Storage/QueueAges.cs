using Azure.Storage.Queues;
using NotionSync.Telemetry;

namespace NotionSync.Storage;

/// <summary>
/// Measures how long the oldest message of each queue has waited that may be worked on. A message that was put back on
/// purpose counts from when it was sent, so an age of some minutes is nothing unusual.
/// </summary>
public sealed class QueueAges(QueueServiceClient queues, TimeProvider clock)
{
    public Task MeasureAsync(CancellationToken cancellationToken)
        => Task.WhenAll(StorageNames.Queues.Select(async name =>
        {
            var first = (await queues.GetQueueClient(name).PeekMessagesAsync(1, cancellationToken)).Value;
            AppMetrics.QueueSeen(name, first is [{ InsertedOn: { } sent }] ? clock.GetUtcNow() - sent : TimeSpan.Zero);
        }));
}
