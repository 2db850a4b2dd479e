using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace NotionSync.LocalHost.Timers;

/// <summary>
/// The blob of a timer: its content says when the timer last ran, its lease who runs it now. So several processes on one
/// storage run each timer once, and never twice at a time.
/// </summary>
internal sealed class TimerStore(BlobContainerClient container, string path, TimeProvider time, ILogger logger)
{
    private readonly BlobClient _blob = container.GetBlobClient(path);

    /// <summary>Reads the status; a timer that nobody has seen gets <paramref name="initial"/>.</summary>
    public async Task<TimerStatus> ReadAsync(TimerStatus initial, CancellationToken cancellationToken)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

        try
        {
            await UploadAsync(initial, new() { IfNoneMatch = ETag.All }, cancellationToken);
            return initial;
        }
        catch (RequestFailedException exception) when (exception.Status is StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed)
        {
            return await ReadAsync(cancellationToken);
        }
    }

    /// <summary>Takes the right to run the timer.</summary>
    /// <returns>The right, to be disposed; null while another process has it.</returns>
    public async Task<TimerClaim?> TryClaimAsync(TimerStatus initial, CancellationToken cancellationToken)
    {
        var lease = _blob.GetBlobLeaseClient();

        try
        {
            await lease.AcquireAsync(TimerClaim.Length, cancellationToken: cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.LeaseAlreadyPresent)
        {
            return null;
        }
        catch (RequestFailedException exception) when (exception.Status is StatusCodes.Status404NotFound)
        {
            // Storage was emptied under the running host.
            await ReadAsync(initial, cancellationToken);
            return null;
        }

        var claim = new TimerClaim(lease, time, logger);

        try
        {
            claim.Status = await ReadAsync(cancellationToken);
            return claim;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes down a run; refused where the right to it has been lost.</summary>
    public Task WriteAsync(TimerStatus status, TimerClaim claim, CancellationToken cancellationToken)
        => UploadAsync(status, new() { LeaseId = claim.LeaseId }, cancellationToken);

    private async Task<TimerStatus> ReadAsync(CancellationToken cancellationToken)
    {
        var content = await _blob.DownloadContentAsync(cancellationToken);
        return JsonSerializer.Deserialize(content.Value.Content, TimerJson.Default.TimerStatus)!;
    }

    private async Task UploadAsync(TimerStatus status, BlobRequestConditions conditions, CancellationToken cancellationToken)
        => await _blob.UploadAsync(
            BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(status, TimerJson.Default.TimerStatus)),
            new BlobUploadOptions { Conditions = conditions, HttpHeaders = new() { ContentType = "application/json" } },
            cancellationToken);
}
