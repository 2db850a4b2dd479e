using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Importing;
using NotionSync.Storage;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Works off imports. A message that fails comes again; one that is given up is read from the poison queue.</summary>
public sealed class PageImportFunctions(ImportWorker worker, ILogger<PageImportFunctions> logger)
{
    [Function("ImportPage")]
    public Task ImportAsync(
        [QueueTrigger(StorageNames.PageImportQueue)] string message,
        int dequeueCount,
        CancellationToken cancellationToken)
        => MessageTrace.RunAsync(
            StorageNames.PageImportQueue, message, () => worker.HandleAsync(MessageReader.Read(message, MessageJson.Default.ImportMessage), isRepeat: dequeueCount > 1, cancellationToken));

    [Function("GiveUpPage")]
    public Task GiveUpAsync(
        [QueueTrigger(StorageNames.PageImportPoisonQueue)] string message,
        CancellationToken cancellationToken)
        => MessageReader.GiveUpAsync(
            StorageNames.PageImportPoisonQueue, message, MessageJson.Default.ImportMessage, read => worker.GiveUpAsync(read, cancellationToken), logger);
}
