using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using NotionSync.Syncing;

namespace NotionSync.Storage;

/// <summary>
/// The table <c>SyncSchedule</c>. An entry is two rows of one shard that change in one transaction: <c>d-TIME-NAME</c>
/// stands in the order of time, <c>e-NAME</c> says where. Looking for what is due is a range of keys in each shard.
/// </summary>
public sealed class TableTimetable(TableServiceClient tables) : ITimetable
{
    // A partition takes some 2,000 operations a second
    // (https://learn.microsoft.com/azure/storage/tables/scalability-targets); a tick reads each shard once.
    private const int Shards = 4;
    private const string DuePrefix = "d-";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.SyncScheduleTable);

    public async Task SetAsync(TimetableEntry entry, CancellationToken cancellationToken)
    {
        var (shard, name) = KeyOf(entry.Subject, entry.TenantId, entry.Id);

        while (true)
        {
            var before = await _table.FindAsync(shard, EntryKey(name), cancellationToken);

            if (before is not null && DueOf(before) == entry.DueAt)
            {
                return;
            }

            if (await TryWriteAsync(entry, shard, name, before, cancellationToken))
            {
                return;
            }
        }
    }

    public async Task<bool> TryMoveAsync(TimetableEntry entry, DateTimeOffset dueAt, CancellationToken cancellationToken)
    {
        if (dueAt == entry.DueAt)
        {
            return true;
        }

        var (shard, name) = KeyOf(entry.Subject, entry.TenantId, entry.Id);
        var moved = entry with { DueAt = dueAt };

        // The row that was read must still be there: whoever moved the entry since has deleted it.
        return await _table.TrySubmitAsync(
        [
            new(TableTransactionActionType.Delete, new TableEntity(shard, DueKey(entry.DueAt, name)), ETag.All),
            new(TableTransactionActionType.UpsertReplace, Write(moved, shard, DueKey(dueAt, name))),
            new(TableTransactionActionType.UpsertReplace, Write(moved, shard, EntryKey(name))),
        ],
        cancellationToken) is not null;
    }

    public async Task RemoveAsync(TimetableSubject subject, string tenantId, string id, CancellationToken cancellationToken)
    {
        var (shard, name) = KeyOf(subject, tenantId, id);

        while (await _table.FindAsync(shard, EntryKey(name), cancellationToken) is { } entry)
        {
            if (await _table.TrySubmitAsync(
                [
                    new(TableTransactionActionType.Delete, new TableEntity(shard, DueKey(DueOf(entry), name)), ETag.All),
                    new(TableTransactionActionType.Delete, entry, entry.ETag),
                ],
                cancellationToken,
                IsDueKey) is not null)
            {
                return;
            }
        }
    }

    public async IAsyncEnumerable<TimetableEntry> ListDueAsync(DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first moment that is not due.
        var end = DueKey(now.AddTicks(1), string.Empty);

        for (var shard = 0; shard < Shards; shard++)
        {
            var partition = ShardName(shard);
            var due = _table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {DuePrefix} and RowKey lt {end}"),
                cancellationToken: cancellationToken);

            await foreach (var row in due)
            {
                yield return new(row.GetEnum<TimetableSubject>("Subject"), row.GetString("TenantId"), row.GetString("Id"), DueOf(row));
            }
        }
    }

    private async Task<bool> TryWriteAsync(TimetableEntry entry, string shard, string name, TableEntity? before, CancellationToken cancellationToken)
    {
        // The entry's own row says who was first, whatever lies in the order of time.
        var actions = new List<TableTransactionAction> { new(TableTransactionActionType.UpsertReplace, Write(entry, shard, DueKey(entry.DueAt, name))) };

        if (before is null)
        {
            actions.Add(new(TableTransactionActionType.Add, Write(entry, shard, EntryKey(name))));
        }
        else
        {
            actions.Add(new(TableTransactionActionType.Delete, new TableEntity(shard, DueKey(DueOf(before), name)), ETag.All));
            actions.Add(new(TableTransactionActionType.UpdateReplace, Write(entry, shard, EntryKey(name)), before.ETag));
        }

        return await _table.TrySubmitAsync(actions, cancellationToken, IsDueKey) is not null;
    }

    /// <summary>The rows of an entry, for those who fill a table with many.</summary>
    internal static TableEntity[] RowsOf(TimetableEntry entry)
    {
        var (shard, name) = KeyOf(entry.Subject, entry.TenantId, entry.Id);
        return [Write(entry, shard, DueKey(entry.DueAt, name)), Write(entry, shard, EntryKey(name))];
    }

    private static TableEntity Write(TimetableEntry entry, string shard, string key)
        => new(shard, key)
        {
            ["Subject"] = entry.Subject.ToString(),
            ["TenantId"] = entry.TenantId,
            ["Id"] = entry.Id,
            ["DueAt"] = entry.DueAt,
        };

    private static DateTimeOffset DueOf(TableEntity row) => row.GetDateTimeOffset("DueAt").GetValueOrDefault();

    private static (string Shard, string Name) KeyOf(TimetableSubject subject, string tenantId, string id)
    {
        var name = $"{(subject == TimetableSubject.Connection ? 'c' : 'r')}-{StorageKey.Encode(tenantId)}~{StorageKey.Encode(id)}";
        return (ShardName(SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % Shards), name);
    }

    private static string ShardName(int shard) => string.Create(CultureInfo.InvariantCulture, $"{shard:x2}");

    private static string EntryKey(string name) => $"e-{name}";

    private static bool IsDueKey(string rowKey) => rowKey.StartsWith(DuePrefix, StringComparison.Ordinal);

    private static string DueKey(DateTimeOffset dueAt, string name)
        => string.Create(CultureInfo.InvariantCulture, $"{DuePrefix}{dueAt.UtcTicks:d19}-{name}");
}
