using System.Globalization;
using NotionSync.Connections;

namespace NotionSync.Streams.Exporting;

/// <summary>Exports of a tenant: begin, look at, fetch, remove.</summary>
public sealed class StreamExports(ConnectionService connections, IStreamExportStore store, IStreamExportSender sender, TimeProvider time)
{
    /// <summary>An export that nobody began after this time may have lost its first message.</summary>
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromMinutes(1);

    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_request</c>.</exception>
    public async Task<StreamExport> StartAsync(string tenantId, string connectionId, IReadOnlyList<StreamRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var connection = await connections.GetAsync(tenantId, connectionId, cancellationToken);

        if (requests.Count == 0 || requests.DistinctBy(request => request.Stream.Name).Count() != requests.Count)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", "Name each stream to be exported once, at least one.");
        }

        var now = time.GetUtcNow();
        var export = await store.AddAsync(
            new()
            {
                TenantId = tenantId,
                Id = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.Ticks - now.Ticks:x16}-{Guid.NewGuid():N}"),
                ConnectionId = connectionId,
                Generation = connection.Generation,
                Streams = [.. requests.Select(request => new StreamExportItem(request.Stream.Name, request.Mode, request.State, false, 0, new Dictionary<string, int>()))],
                StartDate = requests[0].StartDate,
                BlockDepth = requests[0].BlockDepth,
                BlockComments = requests[0].BlockComments,
                StartedAt = now,
            },
            cancellationToken);

        await sender.SendAsync(new(tenantId, export.Id), TimeSpan.Zero, cancellationToken);
        return export;
    }

    /// <summary>Finds an export; one that still waits to be begun is sent again, once in a while, however many look.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<StreamExport> GetAsync(string tenantId, string exportId, CancellationToken cancellationToken)
    {
        var export = await FindAsync(tenantId, exportId, cancellationToken);
        var now = time.GetUtcNow();

        if (export.Status == StreamExportStatus.Queued
            && now - (export.BegunAgainAt ?? export.StartedAt) > BeginsWithin
            && await store.TryUpdateAsync(export with { BegunAgainAt = now }, cancellationToken) is { } taken)
        {
            await sender.SendAsync(new(tenantId, exportId), TimeSpan.Zero, cancellationToken);
            return taken;
        }

        return export;
    }

    /// <exception cref="ProblemException"><c>invalid_cursor</c>.</exception>
    public async Task<(IReadOnlyList<StreamExport> Items, string? NextCursor)> ListAsync(string tenantId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var (items, continuation) = await store.ListAsync(tenantId, Cursor.Decode("stream-exports", tenantId, cursor), pageSize, cancellationToken);
        return (items, continuation is null ? null : Cursor.Encode("stream-exports", tenantId, continuation));
    }

    /// <summary>Writes the lines of all parts, in constant memory.</summary>
    public async Task CopyAsync(StreamExport export, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(export);

        foreach (var part in export.Parts)
        {
            await store.CopyPartAsync(export, part, target, cancellationToken);
        }
    }

    /// <summary>Removes an export; one that runs ends by that.</summary>
    public async Task RemoveAsync(string tenantId, string exportId, CancellationToken cancellationToken)
    {
        await FindAsync(tenantId, exportId, cancellationToken);
        await store.RemoveAsync(tenantId, exportId, cancellationToken);
    }

    private async Task<StreamExport> FindAsync(string tenantId, string exportId, CancellationToken cancellationToken)
        => await store.FindAsync(tenantId, exportId, cancellationToken) ?? throw ProblemException.NotFound("This tenant has no such export.");
}
