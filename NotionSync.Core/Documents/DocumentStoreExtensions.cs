namespace NotionSync.Documents;

public static class DocumentStoreExtensions
{
    /// <summary>Saves a document whose text is as it was.</summary>
    /// <returns>The document with its new ETag, or <see langword="null"/>: somebody else wrote first, nothing was written.</returns>
    public static Task<Document?> TrySaveAsync(this IDocumentStore documents, Document document, CancellationToken cancellationToken)
        => documents.TrySaveAsync(document, words: null, [], cancellationToken);

    /// <summary>Marks a document some of whose bytes are gone: with the next try its page is read from Notion and all of it stored, changed or not.</summary>
    internal static async Task ForgetSourceAsync(this IDocumentStore documents, Document document, CancellationToken cancellationToken)
    {
        var now = document;

        while (now is not null && await documents.TrySaveAsync(now with { SourceFingerprint = string.Empty, FetchedAt = DateTimeOffset.UnixEpoch }, cancellationToken) is null)
        {
            now = await documents.FindAsync(document.TenantId, document.Id, cancellationToken);
        }
    }
}
