using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Storage;
using NotionSync.Streams.Exporting;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>Works off exports of streams.</summary>
public sealed class StreamExportFunctions(StreamExportWorker worker)
{
    [Function("ExportStreams")]
    public Task ExportAsync([QueueTrigger(StorageNames.StreamExportQueue)] string message, CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.StreamExportQueue, message, () => worker.HandleAsync(Read(message), cancellationToken));

    [Function("GiveUpStreamExport")]
    public Task GiveUpAsync([QueueTrigger(StorageNames.StreamExportPoisonQueue)] string message, CancellationToken cancellationToken)
        => MessageTrace.RunAsync(StorageNames.StreamExportPoisonQueue, message, () => worker.GiveUpAsync(Read(message), cancellationToken));

    private static StreamExportMessage Read(string message)
        => JsonSerializer.Deserialize(message, StreamExportJson.Default.StreamExportMessage) ?? throw new JsonException("The message is null.");
}
