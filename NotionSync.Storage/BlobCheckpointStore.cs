using Azure;
using Azure.Storage.Blobs;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <summary>Checkpoints in the container <c>checkpoints</c>.</summary>
public sealed class BlobCheckpointStore(BlobServiceClient blobs) : ICheckpointStore
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.CheckpointsContainer);

    public async Task<Stream?> OpenAsync(string importId, NotionId itemId, CancellationToken cancellationToken)
    {
        try
        {
            return await Blob(importId, itemId).OpenReadAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task SaveAsync(string importId, NotionId itemId, Stream fetched, CancellationToken cancellationToken)
        => await Blob(importId, itemId).UploadAsync(fetched, overwrite: true, cancellationToken);

    public async Task RemoveAsync(string importId, NotionId itemId, CancellationToken cancellationToken)
        => await Blob(importId, itemId).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    private BlobClient Blob(string importId, NotionId itemId) => _container.GetBlobClient($"{importId}/{itemId.Value:N}");
}
