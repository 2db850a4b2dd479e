using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Importing;
using NotionSync.Importing.Fetching;
using NotionSync.Storage;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Fetches parts of big pages. A part that fails again and again is left to the page itself.</summary>
public sealed class BlockFetchFunctions(BlockFetchWorker worker, ILogger<BlockFetchFunctions> logger)
{
    [Function("FetchBlocks")]
    public Task FetchAsync(
        [QueueTrigger(StorageNames.BlockFetchQueue)] string message,
        int dequeueCount,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(
            StorageNames.BlockFetchQueue, message, () => worker.HandleAsync(MessageReader.Read(message, MessageJson.Default.BlockFetchMessage), isRepeat: dequeueCount > 1, cancellationToken));

    [Function("GiveUpBlocks")]
    public Task GiveUpAsync(
        [QueueTrigger(StorageNames.BlockFetchPoisonQueue)] string message,
        CancellationToken cancellationToken)
        => MessageReader.GiveUpAsync(
            StorageNames.BlockFetchPoisonQueue, message, MessageJson.Default.BlockFetchMessage, read => worker.GiveUpAsync(read, cancellationToken), logger);
}
