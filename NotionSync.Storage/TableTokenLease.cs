using Azure;
using Azure.Data.Tables;
using NotionSync.Connections.OAuth;

namespace NotionSync.Storage;

/// <summary>
/// A row while a worker renews a connection's tokens, in the table of OAuth states; partition <c>lease</c>, row: the
/// connection. Whoever writes it conditionally has the lease; the row's ETag is its handle.
/// </summary>
public sealed class TableTokenLease(TableServiceClient tables, TimeProvider time) : ITokenLease
{
    private const string Partition = "lease";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.OAuthStatesTable);

    public async Task<string?> TryTakeAsync(string connectionId, TimeSpan duration, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = await _table.FindAsync(Partition, StorageKey.Encode(connectionId), cancellationToken);

        if (before?.GetDateTimeOffset("ExpiresAt") > now)
        {
            return null;
        }

        var row = new TableEntity(Partition, StorageKey.Encode(connectionId)) { ["ExpiresAt"] = now + duration };
        return await _table.TryWriteAsync(row, before?.ETag.ToString(), cancellationToken);
    }

    public async Task ReleaseAsync(string connectionId, string handle, CancellationToken cancellationToken)
    {
        try
        {
            await _table.DeleteEntityAsync(Partition, StorageKey.Encode(connectionId), new ETag(handle), cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // It ran out, and another worker has it now.
        }
    }
}
