using Azure;
using Azure.Data.Tables;
using NotionSync.Records;

namespace NotionSync.Storage;

/// <summary>
/// The partition of a tenant in the table of documents. Rows of documents are named by the document's id (hexadecimal
/// digits); all others begin with '~', which no id has, and hold '.' only between encoded parts.
/// </summary>
internal static class TenantTable
{
    public const string OtherRows = "~";

    /// <summary>A page of Azure Tables holds at most 1,000 rows (https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination).</summary>
    public const int MaxPage = 1000;

    private const int ChunkLength = 30_000;

    public static TableEntity Write(string tenantId, RecordWrite write)
    {
        var row = new TableEntity(StorageKey.Encode(tenantId), OtherRows + write.Key);
        var json = write.Json!;

        for (var (start, chunk) = (0, 0); start < json.Length; start += ChunkLength, chunk++)
        {
            row[chunk == 0 ? "Json" : $"Json{chunk}"] = json.Substring(start, Math.Min(ChunkLength, json.Length - start));
        }

        return row;
    }

    public static StoredRecord Read(TableEntity row)
    {
        var json = row.GetString("Json");

        for (var chunk = 1; row.GetString($"Json{chunk}") is { } more; chunk++)
        {
            json += more;
        }

        return new(row.RowKey[OtherRows.Length..], json, row.ETag.ToString());
    }

    public static TableTransactionAction ToAction(string tenantId, RecordWrite write) => write.Kind switch
    {
        RecordWriteKind.Add => new(TableTransactionActionType.Add, Write(tenantId, write)),
        RecordWriteKind.Replace => new(TableTransactionActionType.UpdateReplace, Write(tenantId, write), new ETag(write.ETag!)),
        RecordWriteKind.Put => new(TableTransactionActionType.UpsertReplace, Write(tenantId, write)),
        _ => Delete(tenantId, OtherRows + write.Key, write.ETag),
    };

    public static TableTransactionAction Delete(string tenantId, string rowKey, string? etag = null)
        => new(TableTransactionActionType.Delete, new TableEntity(StorageKey.Encode(tenantId), rowKey), etag is null ? ETag.All : new ETag(etag));

    /// <param name="mayBeGone">
    /// Removals that the transaction does without where the row is gone already, for whatever reason. Who was first is then
    /// told by another action's ETag: without this, a row that is missing for good looks like a race that is lost for ever.
    /// </param>
    /// <returns>The ETag of the first row; <see langword="null"/>: another writer was first, and nothing was written.</returns>
    public static async Task<string?> TrySubmitAsync(
        this TableClient table, IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken, Func<string, bool>? mayBeGone = null)
    {
        var left = actions.ToList();

        while (true)
        {
            try
            {
                var answers = await table.SubmitTransactionAsync(left, cancellationToken);
                return answers.Value[0].Headers.ETag?.ToString() ?? string.Empty;
            }
            catch (TableTransactionFailedException exception) when (exception.Status is 404 or 409 or 412)
            {
                if (exception is not { Status: 404, FailedTransactionActionIndex: { } index }
                    || left[index] is not { ActionType: TableTransactionActionType.Delete } missing
                    || mayBeGone?.Invoke(missing.Entity.RowKey) is not true)
                {
                    return null;
                }

                left.RemoveAt(index);
            }
        }
    }

    /// <summary>The filter for all rows of a tenant between two row keys, both left out.</summary>
    public static string Between(string tenantId, string after, string before)
    {
        var partition = StorageKey.Encode(tenantId);
        return TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {after} and RowKey lt {before}");
    }
}
