using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Storage;
using NotionSync.Streams.Exporting;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Works off exports of streams.</summary>
public sealed class StreamExportFunctions(StreamExportWorker worker, ILogger<StreamExportFunctions> logger)
{
    [Function("ExportStreams")]
    public Task ExportAsync([QueueTrigger(StorageNames.StreamExportQueue)] string message, CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.StreamExportQueue, message, () => worker.HandleAsync(MessageReader.Read(message, StreamExportJson.Default.StreamExportMessage), cancellationToken));

    [Function("GiveUpStreamExport")]
    public Task GiveUpAsync([QueueTrigger(StorageNames.StreamExportPoisonQueue)] string message, CancellationToken cancellationToken)
        => MessageReader.GiveUpAsync(
            StorageNames.StreamExportPoisonQueue, message, StreamExportJson.Default.StreamExportMessage, read => worker.GiveUpAsync(read, cancellationToken), logger);
}
