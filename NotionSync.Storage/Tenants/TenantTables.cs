using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using NotionSync.Documents;

namespace NotionSync.Storage.Tenants;

/// <summary>The rows of a tenant in all tables.</summary>
internal sealed class TenantTables(TableServiceClient tables)
{
    private const int MaxBatch = 100;

    private static readonly string[] Keys = ["PartitionKey", "RowKey"];

    /// <summary>The rows of a table, as pages of the service: at most 1,000 rows and some megabytes each.</summary>
    public async IAsyncEnumerable<IReadOnlyList<TableEntity>> ReadAsync(
        string table, string tenantId, IReadOnlySet<string> ids, bool keysOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = tables.GetTableClient(table);

        switch (TenantNames.Tables[table])
        {
            case TenantRows.OwnPartition:
                await foreach (var page in PartitionAsync(client, StorageKey.Encode(tenantId), keysOnly, cancellationToken))
                {
                    yield return page;
                }

                break;

            case TenantRows.OwnPartitions:
                var (own, first, after) = (StorageKey.Encode(tenantId), $"{StorageKey.Encode(tenantId)}~", $"{StorageKey.Encode(tenantId)}~~");

                // Two queries: with one that says "or", the service would look through the whole table.
                await foreach (var page in QueryAsync(client, TableClient.CreateQueryFilter($"PartitionKey eq {own}"), keysOnly, cancellationToken))
                {
                    yield return page;
                }

                await foreach (var page in QueryAsync(client, TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {after}"), keysOnly, cancellationToken))
                {
                    yield return page;
                }

                break;

            case TenantRows.PartitionOfImport:
                foreach (var id in ids)
                {
                    await foreach (var page in PartitionAsync(client, id, keysOnly, cancellationToken))
                    {
                        yield return page;
                    }
                }

                break;

            case TenantRows.Scattered:
                var keys = ids.Select(StorageKey.Encode).ToHashSet();

                await foreach (var page in client.QueryAsync<TableEntity>(cancellationToken: cancellationToken).AsPages())
                {
                    yield return [.. page.Values.Where(row => BelongsTo(row, tenantId, ids, keys))];
                }

                break;

            default:
                break;
        }
    }

    /// <returns>How many rows were there.</returns>
    public async Task<int> RemoveAsync(string table, string tenantId, IReadOnlySet<string> ids, CancellationToken cancellationToken)
    {
        var client = tables.GetTableClient(table);
        var count = 0;

        await foreach (var page in ReadAsync(table, tenantId, ids, keysOnly: true, cancellationToken))
        {
            foreach (var partition in page.GroupBy(row => row.PartitionKey))
            {
                foreach (var batch in partition.Chunk(MaxBatch))
                {
                    await RemoveAsync(client, batch, cancellationToken);
                    count += batch.Length;
                }
            }
        }

        return count;
    }

    public async Task AddAsync(string table, IReadOnlyList<TableEntity> rows, CancellationToken cancellationToken)
    {
        var client = tables.GetTableClient(table);

        if (table == StorageNames.DocumentsTable)
        {
            // The index as it fits the documents: while the tenant was read, others wrote, and a key of this moment may stand
            // beside a document of that one.
            rows = [.. rows.Where(row => !DocumentIndex.IsCopy(row.RowKey))];
        }

        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (row, stopping) =>
        {
            try
            {
                if (table == StorageNames.DocumentsTable && Document.IsId(row.RowKey))
                {
                    await client.SubmitTransactionAsync(DocumentIndex.Restore(row), stopping);
                }
                else
                {
                    await client.AddEntityAsync(row, stopping);
                }
            }
            catch (RequestFailedException exception) when (exception.Status == 409)
            {
                // There already, from an import that was cut off.
            }
        });
    }

    // By what is meant for it alone: any other column may hold the same text by chance, such as the name of a user.
    private static bool BelongsTo(TableEntity row, string tenantId, IReadOnlySet<string> ids, HashSet<string> keys)
        => row.GetString("TenantId") == tenantId
            || (row.GetString("ConnectionId") is { } connection && ids.Contains(connection))
            || keys.Contains(row.PartitionKey)
            || keys.Contains(row.RowKey);

    private static IAsyncEnumerable<IReadOnlyList<TableEntity>> PartitionAsync(TableClient client, string partition, bool keysOnly, CancellationToken cancellationToken)
        => QueryAsync(client, TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), keysOnly, cancellationToken);

    private static async IAsyncEnumerable<IReadOnlyList<TableEntity>> QueryAsync(
        TableClient client, string filter, bool keysOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = client.QueryAsync<TableEntity>(filter, select: keysOnly ? Keys : null, cancellationToken: cancellationToken);

        await foreach (var page in query.AsPages())
        {
            yield return page.Values;
        }
    }

    private static async Task RemoveAsync(TableClient client, TableEntity[] rows, CancellationToken cancellationToken)
    {
        try
        {
            await client.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)), cancellationToken);
        }
        catch (TableTransactionFailedException exception) when (exception.Status == 404)
        {
            // Somebody removed one of them meanwhile: one by one, nothing there is fine.
            foreach (var row in rows)
            {
                await client.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            }
        }
    }
}
