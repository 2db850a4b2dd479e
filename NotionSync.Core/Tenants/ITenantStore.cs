namespace NotionSync.Tenants;

/// <summary>Everything that is kept of a tenant, table by table and blob by blob, whatever capability it belongs to.</summary>
public interface ITenantStore
{
    Task<bool> IsEmptyAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>What an export holds: the rows and blobs that a deployment needs to have the tenant; no secrets, and nothing passing.</summary>
    IAsyncEnumerable<TenantPart> ReadAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>Writes the rows of a part; what is there already stays.</summary>
    /// <returns>How many rows it had.</returns>
    /// <exception cref="ProblemException"><c>invalid_archive</c>: not of this tenant, not a table that is imported, or not rows.</exception>
    Task<int> WriteRowsAsync(string tenantId, string table, Stream rows, CancellationToken cancellationToken);

    /// <summary>Writes a blob; one that is there already is replaced.</summary>
    /// <param name="path">Within the tenant's folder.</param>
    /// <exception cref="ProblemException"><c>invalid_archive</c>: not a container or a path that is imported.</exception>
    Task WriteBlobAsync(string tenantId, string container, string path, string contentType, Stream content, CancellationToken cancellationToken);

    /// <summary>The ids by which rows and blobs outside of the tenant's own partitions belong to it.</summary>
    Task<TenantTraces> FindTracesAsync(string tenantId, CancellationToken cancellationToken);

    /// <summary>Removes what there is at the time. Somebody may write meanwhile: gone is what two calls do not find.</summary>
    /// <returns>How many rows and blobs were removed.</returns>
    /// <exception cref="OperationCanceledException">Cut off; another call goes on.</exception>
    Task<int> RemoveAsync(string tenantId, TenantTraces traces, CancellationToken cancellationToken);
}

public sealed record TenantTraces(IReadOnlySet<string> Connections, IReadOnlySet<string> Imports);

/// <summary>A piece of an export: some rows of a table, or a blob.</summary>
/// <param name="Name">Of the table or the container.</param>
/// <param name="Path">Of a blob, within the tenant's folder; null for rows.</param>
/// <param name="ContentType">Of a blob.</param>
/// <param name="Open">Opens the bytes, as a stream that can seek; null where the blob is gone by now.</param>
public sealed record TenantPart(string Name, string? Path, string ContentType, Func<CancellationToken, Task<Stream?>> Open);
