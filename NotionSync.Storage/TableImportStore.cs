using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Syncing;

namespace NotionSync.Storage;

/// <summary>Imports: partition tenant, row import. Their items are in <see cref="TableImportItems"/>.</summary>
public sealed partial class TableImportStore(TableServiceClient tables) : IImportStore
{
    private readonly TableClient _imports = tables.GetTableClient(StorageNames.ImportsTable);
    private readonly TableClient _items = tables.GetTableClient(StorageNames.ImportItemsTable);
    private readonly KnownLanes _lanes = new();

    public async Task AddAsync(Import import, CancellationToken cancellationToken)
        => await _imports.TryWriteAsync(Write(import), etag: null, cancellationToken);

    public async Task<Import?> FindAsync(string tenantId, string importId, CancellationToken cancellationToken)
        => await _imports.FindAsync(StorageKey.Encode(tenantId), StorageKey.Encode(importId), cancellationToken) is { } row
            ? Read(row)
            : null;

    /// <remarks>Ids begin with the time that is left until the end of time, so the newest import has the first key.</remarks>
    public async Task<ImportPage> ListAsync(string tenantId, bool syncsOnly, string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        var partition = StorageKey.Encode(tenantId);
        var after = continuation is null ? string.Empty : StorageKey.Encode(continuation);
        var query = _imports.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {after}") + (syncsOnly ? $" and Kind ne '{nameof(ImportKind.Import)}'" : string.Empty),
            maxPerPage: pageSize,
            cancellationToken: cancellationToken);

        var items = new List<Import>(pageSize);

        // A filtered answer may hold less than asked for, even nothing, and still not be the last.
        await foreach (var row in query)
        {
            if (items.Count == pageSize)
            {
                return new(items, items[^1].Id);
            }

            items.Add(Read(row));
        }

        return new(items, null);
    }

    public async Task<Import?> TryUpdateAsync(Import import, CancellationToken cancellationToken)
        => await _imports.TryWriteAsync(Write(import), import.ETag ?? throw new ArgumentException("Only an import that was read can be updated."), cancellationToken) is { } etag
            ? import with { ETag = etag }
            : null;

    private static TableEntity Write(Import import)
        => new(StorageKey.Encode(import.TenantId), StorageKey.Encode(import.Id))
        {
            ["TenantId"] = import.TenantId,
            ["Id"] = import.Id,
            ["ConnectionId"] = import.ConnectionId,
            ["Generation"] = import.Generation,
            ["Kind"] = import.Kind.ToString(),
            ["Status"] = import.Status.ToString(),
            ["AccessLevel"] = import.AccessLevel.ToString(),
            ["Requested"] = Packed.Pack(JsonSerializer.SerializeToUtf8Bytes(import.Requested, StoredJson.Default.IReadOnlyListImportRequestItem)),
            ["Scope"] = import.Scope.ToString(),
            ["Reason"] = import.Reason?.ToString(),
            ["Since"] = import.Since,
            ["RetryOf"] = import.RetryOf,
            ["Lanes"] = import.Lanes,
            ["BeginsGivenUp"] = import.BeginsGivenUp,
            ["BegunAgainAt"] = import.BegunAgainAt,
            ["StartedAt"] = import.StartedAt,
            ["FinishedAt"] = import.FinishedAt,
            ["ErrorCode"] = import.ErrorCode,
            ["ErrorMessage"] = import.ErrorMessage,
        };

    private static Import Read(TableEntity row)
        => new()
        {
            TenantId = row.GetString("TenantId"),
            Id = row.GetString("Id"),
            ConnectionId = row.GetString("ConnectionId"),
            Generation = row.GetInt32("Generation").GetValueOrDefault(),
            Kind = row.GetEnum<ImportKind>("Kind"),
            Status = row.GetEnum<ImportStatus>("Status"),
            AccessLevel = row.GetEnum<AccessLevel>("AccessLevel"),
            Requested = JsonSerializer.Deserialize(Packed.Unpack(row.GetBinary("Requested")), StoredJson.Default.IReadOnlyListImportRequestItem)!,
            Scope = row.GetString("Scope") is null ? RunScope.Requested : row.GetEnum<RunScope>("Scope"),
            Reason = row.GetString("Reason") is null ? null : row.GetEnum<SyncReason>("Reason"),
            Since = row.GetDateTimeOffset("Since"),
            RetryOf = row.GetString("RetryOf"),
            Lanes = row.GetInt32("Lanes") ?? ImportLane.Count,
            BeginsGivenUp = row.GetInt32("BeginsGivenUp").GetValueOrDefault(),
            BegunAgainAt = row.GetDateTimeOffset("BegunAgainAt"),
            StartedAt = row.GetDateTimeOffset("StartedAt").GetValueOrDefault(),
            FinishedAt = row.GetDateTimeOffset("FinishedAt"),
            ErrorCode = row.GetString("ErrorCode"),
            ErrorMessage = row.GetString("ErrorMessage"),
            ETag = row.ETag.ToString(),
        };
}
