using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using NotionSync.Health;

namespace NotionSync.Storage;

/// <summary>Reads from one table, one container and one queue: a missing role shows as an outage of just that service.</summary>
public sealed class StorageReadiness(TableServiceClient tables, BlobServiceClient blobs, QueueServiceClient queues) : IReadinessCheck
{
    public string Name => "storage";

    public Task CheckAsync(CancellationToken cancellationToken)
        => Task.WhenAll(
            tables.GetTableClient(StorageNames.ConnectionsTable).GetEntityIfExistsAsync<TableEntity>("readiness", "readiness", cancellationToken: cancellationToken),
            blobs.GetBlobContainerClient(StorageNames.DocumentsContainer).GetPropertiesAsync(cancellationToken: cancellationToken),
            queues.GetQueueClient(StorageNames.PageImportQueue).GetPropertiesAsync(cancellationToken));
}
