using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Storage.Queues;
using NotionSync.Telemetry;

namespace NotionSync.Storage;

/// <summary>How every message of ours is sent.</summary>
internal static class TracedQueue
{
    // A message stays until it is worked off: an outage of a week must not lose the rest of an import.
    private static readonly TimeSpan NeverExpires = TimeSpan.FromSeconds(-1);

    /// <summary>Sends a message within the current trace.</summary>
    /// <param name="delay">How long it stays hidden; at most seven days.</param>
    public static async Task SendAsync<T>(this QueueClient queue, T message, JsonTypeInfo<T> type, TimeSpan delay, CancellationToken cancellationToken)
    {
        var json = MessageTrace.Add(JsonSerializer.SerializeToUtf8Bytes(message, type));
        await queue.SendMessageAsync(BinaryData.FromBytes(json), delay, NeverExpires, cancellationToken);
    }
}
