using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NotionSync.Records;

public enum RecordWriteKind
{
    /// <summary>The key must be new.</summary>
    Add,

    /// <summary>The record must be as it was read.</summary>
    Replace,

    /// <summary>Whatever is there.</summary>
    Put,

    /// <summary>The record must be there, and as it was read where an ETag is given.</summary>
    Remove,
}

/// <summary>One write of a transaction.</summary>
public sealed record RecordWrite(RecordWriteKind Kind, string Key, string? Json, string? ETag)
{
    /// <summary>Leaves room in Azure's hundred operations for a document and its index.</summary>
    public const int MaxPerTransaction = 80;

    public static RecordWrite Add<T>(string key, T value, JsonTypeInfo<T> type) => new(RecordWriteKind.Add, key, JsonSerializer.Serialize(value, type), null);

    public static RecordWrite Replace<T>(string key, T value, JsonTypeInfo<T> type, string etag) => new(RecordWriteKind.Replace, key, JsonSerializer.Serialize(value, type), etag);

    public static RecordWrite Put<T>(string key, T value, JsonTypeInfo<T> type) => new(RecordWriteKind.Put, key, JsonSerializer.Serialize(value, type), null);

    public static RecordWrite Remove(string key, string? etag = null) => new(RecordWriteKind.Remove, key, null, etag);
}
