using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using NotionSync.Streams.Exporting;

namespace NotionSync.Storage;

/// <summary>Exports in the container <c>streams</c>: <c>{tenant}/{export}/export.json</c>, and its parts beside it.</summary>
public sealed class BlobStreamExportStore(BlobServiceClient blobs) : IStreamExportStore
{
    private const string Description = "export.json";

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(StorageNames.StreamsContainer);

    public async Task<StreamExport> AddAsync(StreamExport run, CancellationToken cancellationToken)
        => await WriteAsync(run, new() { IfNoneMatch = ETag.All }, cancellationToken);

    public async Task<StreamExport?> FindAsync(string tenantId, string exportId, CancellationToken cancellationToken)
    {
        try
        {
            var found = await Blob(tenantId, exportId, Description).DownloadContentAsync(cancellationToken);
            var export = JsonSerializer.Deserialize(found.Value.Content, StreamExportJson.Default.StreamExport)!;
            return export with { ETag = found.Value.Details.ETag.ToString() };
        }
        catch (RequestFailedException exception) when (exception.Status is 404)
        {
            return null;
        }
    }

    public async Task<(IReadOnlyList<StreamExport> Items, string? Continuation)> ListAsync(string tenantId, string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        var prefix = $"{StorageKey.Encode(tenantId)}/";
        var ids = new List<string>();

        // Names only: a thousand exports are one call. They are few; a tenant removes what it has fetched.
        await foreach (var item in _container.GetBlobsByHierarchyAsync(delimiter: "/", prefix: prefix, cancellationToken: cancellationToken))
        {
            if (item.IsPrefix && item.Prefix[prefix.Length..^1] is var id && string.CompareOrdinal(id, continuation) > 0)
            {
                ids.Add(id);

                if (ids.Count > pageSize)
                {
                    break;
                }
            }
        }

        var exports = await Task.WhenAll(ids.Take(pageSize).Select(id => FindAsync(tenantId, id, cancellationToken)));
        return ([.. exports.OfType<StreamExport>()], ids.Count > pageSize ? ids[pageSize - 1] : null);
    }

    public async Task<StreamExport?> TryUpdateAsync(StreamExport run, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(run, new() { IfMatch = new(run.ETag ?? throw new ArgumentException("Only an export that was read can be updated.")) }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return null;
        }
    }

    public async Task WritePartAsync(StreamExport run, string part, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => await Blob(run.TenantId, run.Id, part).UploadAsync(
            BinaryData.FromBytes(content), new BlobUploadOptions { HttpHeaders = new() { ContentType = "application/x-ndjson" } }, cancellationToken);

    public async Task CopyPartAsync(StreamExport run, string part, Stream target, CancellationToken cancellationToken)
    {
        await using var content = await Blob(run.TenantId, run.Id, part).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellationToken);
        await content.CopyToAsync(target, cancellationToken);
    }

    public async Task RemovePartAsync(StreamExport run, string part, CancellationToken cancellationToken)
        => await Blob(run.TenantId, run.Id, part).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    public async Task RemoveAsync(string tenantId, string exportId, CancellationToken cancellationToken)
    {
        // The description first: a worker that is at it cannot name another part.
        await Blob(tenantId, exportId, Description).DeleteIfExistsAsync(cancellationToken: cancellationToken);

        await foreach (var blob in _container.GetBlobsAsync(prefix: $"{StorageKey.Encode(tenantId)}/{StorageKey.Encode(exportId)}/", cancellationToken: cancellationToken))
        {
            await _container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
        }
    }

    private async Task<StreamExport> WriteAsync(StreamExport run, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var written = await Blob(run.TenantId, run.Id, Description).UploadAsync(
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(run, StreamExportJson.Default.StreamExport)),
            new BlobUploadOptions { Conditions = conditions, HttpHeaders = new() { ContentType = "application/json" } },
            cancellationToken);

        return run with { ETag = written.Value.ETag.ToString() };
    }

    private BlobClient Blob(string tenantId, string exportId, string name)
        => _container.GetBlobClient($"{StorageKey.Encode(tenantId)}/{StorageKey.Encode(exportId)}/{name}");
}
