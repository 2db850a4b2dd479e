using NotionSync.Records;

namespace NotionSync.Documents;

/// <summary>Where the library's entries are kept. Every call names the tenant; another tenant's document is not found.</summary>
public interface IDocumentStore
{
    Task<Document?> FindAsync(string tenantId, string documentId, CancellationToken cancellationToken);

    /// <summary>
    /// Lists documents by keys: one that is not changed meanwhile is shown exactly once, and one whose place changes may be
    /// shown at both places or at neither. At most three requests to the storage: a page may hold fewer documents than
    /// asked for, even none, and still go on.
    /// </summary>
    /// <remarks>Only in the order of ids have the documents ETags, and may be saved as they are.</remarks>
    Task<DocumentPage> ListAsync(string tenantId, DocumentFilter filter, string? continuation, int pageSize, CancellationToken cancellationToken);

    /// <summary>Finds the documents in which all words of a query are, in no order. Reads the index of the whole tenant.</summary>
    Task<IReadOnlyList<SearchMatch>> SearchAsync(string tenantId, SearchQuery query, DocumentFilter filter, CancellationToken cancellationToken);

    /// <summary>Adds the document, or replaces it if it is still as it was read (<see cref="Document.ETag"/>), and its place in the index.</summary>
    /// <param name="words">The words of its text, where they changed.</param>
    /// <param name="records">Written with it, or not at all.</param>
    /// <returns>The document with its new ETag, or <see langword="null"/>: somebody else wrote first, nothing was written.</returns>
    Task<Document?> TrySaveAsync(Document document, SearchWords? words, IReadOnlyList<RecordWrite> records, CancellationToken cancellationToken);

    /// <returns><see langword="false"/>: somebody changed it since it was read.</returns>
    Task<bool> TryRemoveAsync(Document document, IReadOnlyList<RecordWrite> records, CancellationToken cancellationToken);
}

/// <param name="Places">Of each document, the continuation that goes on after it.</param>
public sealed record DocumentPage(IReadOnlyList<Document> Items, IReadOnlyList<string> Places, string? Continuation);
