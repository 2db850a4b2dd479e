using System.Globalization;
using Azure;
using Azure.Data.Tables;
using NotionSync.Events;

namespace NotionSync.Storage;

/// <summary>
/// Events: partition tenant. Each has two rows, written together: <c>e-</c> and its id, which keeps what happened once
/// from being kept twice and names the other; and <c>t-</c> with the time that is left until the end of time, so that the
/// newest has the first key.
/// </summary>
public sealed class TableEventStore(TableServiceClient tables) : IEventStore
{
    private const string IdPrefix = "e-";
    private const string TimePrefix = "t-";

    // The character after "-".
    private const string AfterTimes = "t.";
    private const string TimeRow = "TimeRow";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.EventsTable);

    public async Task<bool> TryAddAsync(EventDelivery delivery, CancellationToken cancellationToken)
    {
        var row = Write(delivery);
        var name = new TableEntity(row.PartitionKey, IdRow(delivery.Id)) { [TimeRow] = row.RowKey };

        try
        {
            await _table.SubmitTransactionAsync([new(TableTransactionActionType.Add, name), new(TableTransactionActionType.Add, row)], cancellationToken);
            return true;
        }
        catch (TableTransactionFailedException exception) when (exception.Status == 409)
        {
            return false;
        }
    }

    public async Task<EventDelivery?> FindAsync(string tenantId, string id, CancellationToken cancellationToken)
    {
        var partition = StorageKey.Encode(tenantId);

        return await _table.FindAsync(partition, IdRow(id), cancellationToken) is { } name
            && await _table.FindAsync(partition, name.GetString(TimeRow), cancellationToken) is { } row
                ? Read(row)
                : null;
    }

    public async Task<EventDelivery?> TryUpdateAsync(EventDelivery delivery, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(Write(delivery), delivery.ETag ?? throw new ArgumentException("Only an event that was read can be updated."), cancellationToken) is { } etag
            ? delivery with { ETag = etag }
            : null;

    public async Task<(IReadOnlyList<EventDelivery> Items, string? Continuation)> ListAsync(
        string tenantId, EventDeliveryState? state, string? continuation, int pageSize, CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {StorageKey.Encode(tenantId)} and RowKey gt {continuation ?? TimePrefix} and RowKey lt {AfterTimes}");

        if (state is { } wanted)
        {
            filter += TableClient.CreateQueryFilter($" and State eq {wanted.ToString()}");
        }

        var found = new List<TableEntity>();

        // A filter makes the service answer in pieces of any size, empty ones too.
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, maxPerPage: pageSize + 1, cancellationToken: cancellationToken))
        {
            found.Add(row);

            if (found.Count > pageSize)
            {
                break;
            }
        }

        var items = found.Take(pageSize).ToList();
        return ([.. items.Select(Read)], found.Count > pageSize ? items[^1].RowKey : null);
    }

    public async Task<int> RemoveBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        // Over all partitions: once a day, and only keys are read.
        var rows = _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey gt {TimeKey(moment)} and RowKey lt {AfterTimes}"), select: ["PartitionKey", "RowKey", "Id"], cancellationToken: cancellationToken);
        var count = 0;

        await foreach (var row in rows)
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            await _table.DeleteEntityAsync(row.PartitionKey, IdRow(row.GetString("Id")), ETag.All, cancellationToken);
            count++;
        }

        return count;
    }

    private static string IdRow(string id) => IdPrefix + StorageKey.Encode(id);

    private static string TimeKey(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{TimePrefix}{long.MaxValue - at.UtcTicks:x16}");

    private static TableEntity Write(EventDelivery delivery)
        => new(StorageKey.Encode(delivery.TenantId), TimeKey(delivery.CreatedAt) + StorageKey.Encode(delivery.Id))
        {
            ["TenantId"] = delivery.TenantId,
            ["Id"] = delivery.Id,
            ["Type"] = delivery.Type,
            ["CreatedAt"] = delivery.CreatedAt,
            ["State"] = delivery.State.ToString(),
            ["Body"] = delivery.Body,
            ["Attempts"] = delivery.Attempts,
            ["LastAttemptAt"] = delivery.LastAttemptAt,
            ["NextAttemptAt"] = delivery.NextAttemptAt,
            ["LastStatus"] = delivery.LastStatus,
            ["LastError"] = delivery.LastError,
        };

    private static EventDelivery Read(TableEntity row) => new()
    {
        TenantId = row.GetString("TenantId"),
        Id = row.GetString("Id"),
        Type = row.GetString("Type"),
        CreatedAt = row.GetDateTimeOffset("CreatedAt").GetValueOrDefault(),
        State = row.GetEnum<EventDeliveryState>("State"),
        Body = row.GetString("Body"),
        Attempts = row.GetInt32("Attempts").GetValueOrDefault(),
        LastAttemptAt = row.GetDateTimeOffset("LastAttemptAt"),
        NextAttemptAt = row.GetDateTimeOffset("NextAttemptAt"),
        LastStatus = row.GetInt32("LastStatus"),
        LastError = row.GetString("LastError"),
        ETag = row.ETag.ToString(),
    };
}
