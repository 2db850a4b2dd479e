namespace NotionSync.Documents;

public static class DocumentStoreExtensions
{
    /// <summary>Saves a document whose text is as it was.</summary>
    /// <returns>The document with its new ETag, or <see langword="null"/>: somebody else wrote first, nothing was written.</returns>
    public static Task<Document?> TrySaveAsync(this IDocumentStore documents, Document document, CancellationToken cancellationToken)
        => documents.TrySaveAsync(document, words: null, [], cancellationToken);
}
