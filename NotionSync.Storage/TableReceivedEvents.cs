using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using NotionSync.Connections.Incoming;

namespace NotionSync.Storage;

/// <summary>One row per event that came; partition: its day, row: the hash of its id, which a stranger chose.</summary>
public sealed class TableReceivedEvents(TableServiceClient tables) : IReceivedEvents
{
    private readonly TableClient _table = tables.GetTableClient(StorageNames.ReceivedEventsTable);

    public async Task<bool> IsKnownAsync(string eventId, DateTimeOffset at, CancellationToken cancellationToken)
        => (await _table.GetEntityIfExistsAsync<TableEntity>(Day(at), Key(eventId), cancellationToken: cancellationToken)).HasValue;

    public async Task RememberAsync(string eventId, DateTimeOffset at, CancellationToken cancellationToken)
        => await _table.UpsertEntityAsync(new TableEntity(Day(at), Key(eventId)), TableUpdateMode.Replace, cancellationToken);

    public async Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var day = Day(before);
        var old = _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey lt {day}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken);

        await foreach (var row in old)
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Key(string eventId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId)));
}
