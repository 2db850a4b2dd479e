using Azure;
using Azure.Data.Tables;

namespace NotionSync.Storage;

/// <summary>Reads and writes the columns of a table row by name, with our conventions: enums as text, no empty columns.</summary>
internal static class Row
{
    /// <summary>Azure Tables hold at most 64 KiB in one binary column (https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model).</summary>
    public const int MaxBinaryLength = 64 * 1024;

    /// <summary>A text column holds at most 32 Ki UTF-16 characters.</summary>
    public const int MaxTextLength = 32 * 1024;

    public static T GetEnum<T>(this TableEntity row, string column)
        where T : struct, Enum
        => Enum.Parse<T>(row.GetString(column));

    public static T? GetJson<T>(this TableEntity row, string column, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
        => row.GetString(column) is { } json ? System.Text.Json.JsonSerializer.Deserialize(json, type) : null;

    public static async Task<TableEntity?> FindAsync(this TableClient table, string partition, string key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>Replaces the row if it still has the ETag; adds it where the ETag is null.</summary>
    /// <returns>The new ETag, or null where another writer was first.</returns>
    public static async Task<string?> TryWriteAsync(this TableClient table, TableEntity row, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var response = etag is null
                ? await table.AddEntityAsync(row, cancellationToken)
                : await table.UpdateEntityAsync(row, new ETag(etag), TableUpdateMode.Replace, cancellationToken);

            return response.Headers.ETag?.ToString();
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412)
        {
            return null;
        }
    }
}
