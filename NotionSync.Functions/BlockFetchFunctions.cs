using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Importing;
using NotionSync.Importing.Fetching;
using NotionSync.Storage;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Fetches parts of big pages. A part that fails again and again is left to the page itself.</summary>
public sealed partial class BlockFetchFunctions(BlockFetchWorker worker, ILogger<BlockFetchFunctions> logger)
{
    [Function("FetchBlocks")]
    public Task FetchAsync(
        [QueueTrigger(StorageNames.BlockFetchQueue)] string message,
        int dequeueCount,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(
            StorageNames.BlockFetchQueue, message, () => worker.HandleAsync(Read(message), isRepeat: dequeueCount > 1, cancellationToken));

    [Function("GiveUpBlocks")]
    public Task GiveUpAsync(
        [QueueTrigger(StorageNames.BlockFetchPoisonQueue)] string message,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.BlockFetchPoisonQueue, message, async () =>
        {
            try
            {
                await worker.GiveUpAsync(Read(message), cancellationToken);
            }
            catch (JsonException exception)
            {
                // Nobody can ever read it: it is named in the log and goes.
                Log.Unreadable(logger, exception, message.Length);
            }
        });

    private static BlockFetchMessage Read(string message)
        => JsonSerializer.Deserialize(message, MessageJson.Default.BlockFetchMessage) ?? throw new JsonException("The message is null.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Dropped a message of {Length} characters that is not one of ours.")]
        public static partial void Unreadable(ILogger logger, Exception exception, int length);
    }
}
