namespace NotionSync.LocalHost.Queues;

/// <summary>
/// The section <c>extensions.queues</c> of host.json, with the Functions host's defaults:
/// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json.
/// </summary>
internal sealed class QueueSettings
{
    private const int MaxBatchSize = 32;

    /// <summary>Messages received in one call, 1 to 32.</summary>
    public int BatchSize { get; set; } = 16;

    /// <summary>The next batch is received once no more than this many messages are being processed; half a batch unless set.</summary>
    public int? NewBatchThreshold { get; set; }

    /// <summary>Attempts before a message goes to the poison queue.</summary>
    public int MaxDequeueCount { get; set; } = 5;

    /// <summary>How long a message waits after a failed attempt.</summary>
    public TimeSpan VisibilityTimeout { get; set; }

    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; set; } = TimeSpan.FromMinutes(1);

    public MessageEncoding MessageEncoding { get; set; } = MessageEncoding.Base64;

    /// <summary>Messages that may be left when the next batch is received.</summary>
    public int Threshold => NewBatchThreshold ?? BatchSize / 2;

    /// <exception cref="InvalidDataException">A value is out of the range that the Functions host allows.</exception>
    public void Validate()
    {
        Require(BatchSize is >= 1 and <= MaxBatchSize, $"extensions.queues.batchSize must be 1 to {MaxBatchSize}.");
        Require(Threshold >= 0, "extensions.queues.newBatchThreshold must not be negative.");
        Require(MaxDequeueCount >= 1, "extensions.queues.maxDequeueCount must be at least 1.");
        Require(VisibilityTimeout >= TimeSpan.Zero, "extensions.queues.visibilityTimeout must not be negative.");
        Require(MaxPollingInterval >= PollingInterval.Shortest, "extensions.queues.maxPollingInterval must be at least 100 ms.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidDataException(message);
        }
    }
}

internal enum MessageEncoding
{
    None,
    Base64,
}
