using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Storage;
using NotionSync.Syncing;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>The tick, and the syncs that it asks for.</summary>
public sealed partial class SyncFunctions(SyncTick tick, SyncWorker worker, ILogger<SyncFunctions> logger)
{
    [Function("TickSync")]
    public Task TickAsync([TimerTrigger("%Sync:Schedule%")] TimerInfo timer, CancellationToken cancellationToken)
        => tick.RunAsync(cancellationToken);

    [Function("SyncConnection")]
    public Task SyncAsync(
        [QueueTrigger(StorageNames.ConnectionSyncQueue)] string message,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.ConnectionSyncQueue, message, () => worker.HandleAsync(Read(message), cancellationToken));

    [Function("GiveUpSync")]
    public Task GiveUpAsync(
        [QueueTrigger(StorageNames.ConnectionSyncPoisonQueue)] string message,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.ConnectionSyncPoisonQueue, message, async () =>
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

    private static ConnectionSyncMessage Read(string message)
        => JsonSerializer.Deserialize(message, SyncJson.Default.ConnectionSyncMessage) ?? throw new JsonException("The message is null.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Dropped a message of {Length} characters that is not one of ours.")]
        public static partial void Unreadable(ILogger logger, Exception exception, int length);
    }
}
