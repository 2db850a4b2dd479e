using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using NotionSync.Documents;

namespace NotionSync.Storage;

/// <summary>Documents in the container <c>documents</c>.</summary>
public sealed class BlobContentStore(BlobServiceClient blobs) : IContentStore
{
    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.DocumentsContainer);

    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
        => await _container.GetBlobClient(path).ExistsAsync(cancellationToken);

    public async Task WriteAsync(string path, Stream content, string contentType, CancellationToken cancellationToken)
    {
        try
        {
            await UploadAsync(path, content, contentType, new() { IfNoneMatch = ETag.All }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.BlobAlreadyExists || exception.Status == 412)
        {
            // The path is named by the content: what is there is what we would have written.
        }
    }

    public Task ReplaceAsync(string path, Stream content, string contentType, CancellationToken cancellationToken)
        => UploadAsync(path, content, contentType, conditions: null, cancellationToken);

    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _container.GetBlobClient(path).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public async Task RemoveAllAsync(string prefix, CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken))
        {
            await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
        }
    }

    private Task<Response<BlobContentInfo>> UploadAsync(string path, Stream content, string contentType, BlobRequestConditions? conditions, CancellationToken cancellationToken)
        => _container.GetBlobClient(path).UploadAsync(
            content,
            new BlobUploadOptions
            {
                HttpHeaders = new() { ContentType = contentType },
                Conditions = conditions,

                // Bounds the memory of a big upload: one block of 4 MiB in flight.
                TransferOptions = new() { MaximumConcurrency = 1, InitialTransferSize = 4 << 20, MaximumTransferSize = 4 << 20 },
            },
            cancellationToken);
}
