namespace NotionSync.Streams.Exporting;

/// <summary>Where exports and their parts are kept.</summary>
public interface IStreamExportStore
{
    Task<StreamExport> AddAsync(StreamExport run, CancellationToken cancellationToken);

    Task<StreamExport?> FindAsync(string tenantId, string exportId, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    /// <param name="continuation">The last id of the page before; null: the first page.</param>
    Task<(IReadOnlyList<StreamExport> Items, string? Continuation)> ListAsync(string tenantId, string? continuation, int pageSize, CancellationToken cancellationToken);

    /// <summary>Writes the export if it is still as it was read.</summary>
    /// <returns>The export as it is now; null: somebody else was first, and nothing was written.</returns>
    Task<StreamExport?> TryUpdateAsync(StreamExport run, CancellationToken cancellationToken);

    Task WritePartAsync(StreamExport run, string part, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Copies a part to where it is wanted.</summary>
    Task CopyPartAsync(StreamExport run, string part, Stream target, CancellationToken cancellationToken);

    Task RemovePartAsync(StreamExport run, string part, CancellationToken cancellationToken);

    /// <summary>Removes an export with all its parts, also those that it does not name. Removing none is fine.</summary>
    Task RemoveAsync(string tenantId, string exportId, CancellationToken cancellationToken);
}
