using Azure.Data.Tables;
using NotionSync.Records;

namespace NotionSync.Storage;

/// <summary>Records in the tenant's partition of the table of documents, as JSON.</summary>
public sealed class TableRecordStore(TableServiceClient tables) : IRecordStore
{
    private readonly TableClient _table = tables.GetTableClient(StorageNames.DocumentsTable);

    public async Task<StoredRecord?> FindAsync(string tenantId, string key, CancellationToken cancellationToken)
        => await _table.FindAsync(StorageKey.Encode(tenantId), TenantTable.OtherRows + key, cancellationToken) is { } row ? TenantTable.Read(row) : null;

    public async Task<RecordPage> ListAsync(string tenantId, RecordRange range, int count, CancellationToken cancellationToken)
    {
        // '.' ends the prefix, so that contact.1 does not take contact.10 along; '/' is the character after it.
        var after = Later($"{range.Prefix}.", range.After);
        var before = range.Before is { } limit && string.CompareOrdinal(limit, $"{range.Prefix}/") < 0 ? limit : $"{range.Prefix}/";
        var filter = TenantTable.Between(tenantId, TenantTable.OtherRows + after, TenantTable.OtherRows + before);
        var items = new List<StoredRecord>(count);

        await foreach (var row in _table.QueryAsync<TableEntity>(filter, Math.Min(count + 1, TenantTable.MaxPage), cancellationToken: cancellationToken))
        {
            if (items.Count == count)
            {
                return new(items, items[^1].Key);
            }

            items.Add(TenantTable.Read(row));
        }

        return new(items, null);
    }

    public async Task<bool> TryWriteAsync(string tenantId, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
        => await _table.TrySubmitAsync([.. writes.Select(write => TenantTable.ToAction(tenantId, write))], cancellationToken) is not null;

    private static string Later(string one, string? other) => other is not null && string.CompareOrdinal(other, one) > 0 ? other : one;
}
