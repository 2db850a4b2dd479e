using System.Runtime.CompilerServices;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace NotionSync.Storage.Tenants;

/// <summary>The blobs of a tenant in all containers.</summary>
internal sealed class TenantContainers(BlobServiceClient blobs)
{
    private const int AtOnce = 16;

    public static string Folder(string tenantId) => $"{StorageKey.Encode(tenantId)}/";

    public async IAsyncEnumerable<BlobItem> ListAsync(
        string container, string tenantId, IReadOnlySet<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = blobs.GetBlobContainerClient(container);
        var kind = TenantNames.Containers[container];

        IEnumerable<string> prefixes = kind switch
        {
            TenantBlobs.OwnFolder => [Folder(tenantId)],
            TenantBlobs.FolderOfImport => ids.Select(id => $"{id}/"),
            _ => [string.Empty],
        };

        foreach (var prefix in prefixes)
        {
            await foreach (var blob in client.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken))
            {
                if (kind is not TenantBlobs.Secrets || ids.Any(id => blob.Name.Contains(id, StringComparison.Ordinal)))
                {
                    yield return blob;
                }
            }
        }
    }

    /// <returns>How many blobs were there.</returns>
    public async Task<int> RemoveAsync(string container, string tenantId, IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        var client = blobs.GetBlobContainerClient(container);
        var count = 0;

        await Parallel.ForEachAsync(
            ListAsync(container, tenantId, ids, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (blob, stopping) =>
            {
                await client.DeleteBlobIfExistsAsync(blob.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: stopping);
                Interlocked.Increment(ref count);
            });

        return count;
    }

    public async Task<Stream?> OpenAsync(string container, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.GetBlobContainerClient(container).GetBlobClient(name).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);
        }
        catch (Azure.RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public Task WriteAsync(string container, string name, string contentType, Stream content, CancellationToken cancellationToken)
        => blobs.GetBlobContainerClient(container).GetBlobClient(name).UploadAsync(
            content,
            new BlobUploadOptions
            {
                HttpHeaders = new() { ContentType = contentType },
                TransferOptions = new() { MaximumConcurrency = 1, InitialTransferSize = 4 << 20, MaximumTransferSize = 4 << 20 },
            },
            cancellationToken);
}
