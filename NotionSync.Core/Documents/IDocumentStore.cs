namespace NotionSync.Documents;

/// <summary>Where the library's entries are kept. Every call names the tenant; another tenant's document is not found.</summary>
public interface IDocumentStore
{
    Task<Document?> FindAsync(string tenantId, string documentId, CancellationToken cancellationToken);

    /// <summary>Lists documents in a fixed order that does not change while documents are written.</summary>
    Task<DocumentPage> ListAsync(string tenantId, DocumentFilter filter, string? continuation, int pageSize, CancellationToken cancellationToken);

    /// <summary>Adds the document, or replaces it if it is still as it was read (<see cref="Document.ETag"/>).</summary>
    /// <returns>The document with its new ETag, or <see langword="null"/>: somebody else wrote first, nothing was written.</returns>
    Task<Document?> TrySaveAsync(Document document, CancellationToken cancellationToken);

    /// <returns><see langword="false"/>: somebody changed it since it was read.</returns>
    Task<bool> TryRemoveAsync(Document document, CancellationToken cancellationToken);
}

public sealed record DocumentPage(IReadOnlyList<Document> Items, string? Continuation);

/// <summary>What a listing shows; a null lets everything pass.</summary>
/// <param name="Query">A part of the title, whatever its case.</param>
public sealed record DocumentFilter(
    string? Query = null,
    AccessLevel? AccessLevel = null,
    string? ConnectionId = null,
    string? ParentId = null,
    DocumentStatus? Status = null)
{
    public bool Matches(Document document)
        => (Query is null || document.Title.Contains(Query, StringComparison.OrdinalIgnoreCase))
            && (AccessLevel is null || document.AccessLevel == AccessLevel)
            && (ConnectionId is null || document.Source.ConnectionId == ConnectionId)
            && (ParentId is null || document.Source.Parent.Id?.ToString() == ParentId || document.Source.Parent.DatabaseId?.ToString() == ParentId)
            && (Status is null || document.Status == Status);
}
