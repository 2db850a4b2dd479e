using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NotionSync.Records;

/// <summary>A record as what it stands for.</summary>
public sealed record Entry<T>(string Key, T Value, string ETag);

internal static class RecordStoreExtensions
{
    private const int ReadAtOnce = 900;

    public static async Task<Entry<T>?> FindAsync<T>(this IRecordStore records, string tenantId, string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        => await records.FindAsync(tenantId, key, cancellationToken) is { } record ? record.As(type) : null;

    public static Entry<T> As<T>(this StoredRecord record, JsonTypeInfo<T> type)
        => new(record.Key, JsonSerializer.Deserialize(record.Json, type) ?? throw new InvalidOperationException($"The record {record.Key} is empty."), record.ETag);

    /// <summary>The whole range, read as it goes.</summary>
    public static async IAsyncEnumerable<Entry<T>> ReadAllAsync<T>(
        this IRecordStore records,
        string tenantId,
        RecordRange range,
        JsonTypeInfo<T> type,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var rest = range; rest is not null;)
        {
            var page = await records.ListAsync(tenantId, rest, ReadAtOnce, cancellationToken);

            foreach (var record in page.Items)
            {
                yield return record.As(type);
            }

            rest = page.Next is { } next ? rest with { After = next } : null;
        }
    }

    /// <summary>One page of a range as a list of the API.</summary>
    /// <exception cref="ProblemException"><c>invalid_cursor</c>.</exception>
    public static async Task<(IReadOnlyList<Entry<T>> Items, string? NextCursor)> PageAsync<T>(
        this IRecordStore records,
        string tenantId,
        RecordRange range,
        JsonTypeInfo<T> type,
        string? cursor,
        int pageSize,
        CancellationToken cancellationToken)
    {
        // The key that a cursor holds only says where in this range to go on: the range itself is ours.
        var scope = $"{tenantId}\n{range}";
        var after = Cursor.Decode(range.Prefix, scope, cursor) ?? range.After;
        var page = await records.ListAsync(tenantId, range with { After = after }, pageSize, cancellationToken);
        return ([.. page.Items.Select(record => record.As(type))], page.Next is { } next ? Cursor.Encode(range.Prefix, scope, next) : null);
    }

    /// <summary>Removes a whole range, whoever writes meanwhile.</summary>
    public static async Task RemoveAllAsync(this IRecordStore records, string tenantId, string prefix, CancellationToken cancellationToken)
    {
        while (await records.ListAsync(tenantId, new(prefix), RecordWrite.MaxPerTransaction, cancellationToken) is { Items.Count: > 0 } page)
        {
            await records.TryWriteAsync(tenantId, [.. page.Items.Select(record => RecordWrite.Remove(record.Key))], cancellationToken);
        }
    }
}
