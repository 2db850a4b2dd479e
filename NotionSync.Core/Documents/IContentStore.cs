namespace NotionSync.Documents;

/// <summary>Where the bytes of documents lie. Paths are made by <see cref="ContentPath"/>.</summary>
public interface IContentStore
{
    Task<bool> ExistsAsync(string path, CancellationToken cancellationToken);

    /// <summary>Stores the bytes; a path is named by its content, so what is there already is left alone.</summary>
    Task WriteAsync(string path, Stream content, string contentType, CancellationToken cancellationToken);

    /// <summary>Stores the bytes, over what is there.</summary>
    Task ReplaceAsync(string path, Stream content, string contentType, CancellationToken cancellationToken);

    /// <returns>A stream that reads as it goes and can seek, or <see langword="null"/> where nothing lies.</returns>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken);

    /// <summary>Removes all that lies under a path. Nothing there is fine.</summary>
    Task RemoveAllAsync(string prefix, CancellationToken cancellationToken);
}
