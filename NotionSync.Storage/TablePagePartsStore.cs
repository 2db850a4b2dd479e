using System.Runtime.InteropServices;
using Azure;
using Azure.Data.Tables;
using NotionSync.Importing.Fetching;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <summary>Parts of big pages: rows <c>p-ID</c> among the items of their import.</summary>
public sealed class TablePagePartsStore(TableServiceClient tables) : IPagePartsStore
{
    private readonly TableClient _table = tables.GetTableClient(StorageNames.ImportItemsTable);

    public async Task<PageParts?> FindAsync(string importId, NotionId item, CancellationToken cancellationToken)
        => await _table.FindAsync(importId, Key(item), cancellationToken) is { } row
            ? new()
            {
                ImportId = importId,
                Item = item,
                Round = row.GetGuid("Round").GetValueOrDefault(),
                Count = row.GetInt32("Count").GetValueOrDefault(),
                Targets = [.. MemoryMarshal.Cast<byte, Guid>(row.GetBinary("Targets")).ToArray().Select(target => new NotionId(target))],
                Left = row.GetInt32("Left").GetValueOrDefault(),
                Calls = row.GetInt64("Calls").GetValueOrDefault(),
                MovedAt = row.GetDateTimeOffset("MovedAt"),
                ETag = row.ETag.ToString(),
            }
            : null;

    public async Task SetAsync(PageParts parts, CancellationToken cancellationToken)
        => await _table.UpsertEntityAsync(Write(parts), TableUpdateMode.Replace, cancellationToken);

    public async Task<bool> TryUpdateAsync(PageParts parts, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(Write(parts), parts.ETag ?? throw new ArgumentException("Only parts that were read can be updated."), cancellationToken) is not null;

    public async Task RemoveAsync(PageParts parts, CancellationToken cancellationToken)
        => await _table.DeleteEntityAsync(parts.ImportId, Key(parts.Item), ETag.All, cancellationToken);

    private static TableEntity Write(PageParts parts)
        => new(parts.ImportId, Key(parts.Item))
        {
            ["Round"] = parts.Round,
            ["Count"] = parts.Count,
            ["Targets"] = MemoryMarshal.AsBytes<Guid>(parts.Targets.Select(target => target.Value).ToArray()).ToArray(),
            ["Left"] = parts.Left,
            ["Calls"] = parts.Calls,
            ["MovedAt"] = parts.MovedAt,
        };

    private static string Key(NotionId item) => $"p-{item.Value:N}";
}
