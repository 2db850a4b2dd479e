using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Importing;
using NotionSync.Storage;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Works off imports. A message that fails comes again; one that is given up is read from the poison queue.</summary>
public sealed partial class PageImportFunctions(ImportWorker worker, ILogger<PageImportFunctions> logger)
{
    [Function("ImportPage")]
    public Task ImportAsync(
        [QueueTrigger(StorageNames.PageImportQueue)] string message,
        int dequeueCount,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(
            StorageNames.PageImportQueue, message, () => worker.HandleAsync(Read(message), isRepeat: dequeueCount > 1, cancellationToken));

    [Function("GiveUpPage")]
    public Task GiveUpAsync(
        [QueueTrigger(StorageNames.PageImportPoisonQueue)] string message,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.PageImportPoisonQueue, message, () => GiveUpOrDropAsync(message, cancellationToken));

    private async Task GiveUpOrDropAsync(string message, CancellationToken cancellationToken)
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
    }

    private static ImportMessage Read(string message)
        => JsonSerializer.Deserialize(message, MessageJson.Default.ImportMessage) ?? throw new JsonException("The message is null.");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Dropped a message of {Length} characters that is not one of ours.")]
        public static partial void Unreadable(ILogger logger, Exception exception, int length);
    }
}
