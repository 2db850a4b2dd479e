using NotionSync.Records;

namespace NotionSync.Documents;

/// <summary>The versions of documents, the newest first.</summary>
public sealed class DocumentVersions(IRecordStore records)
{
    private const string Kind = "version";

    internal static RecordWrite Write(DocumentVersion version)
        => RecordWrite.Put(Key(version.DocumentId, version.Number), version, DocumentJson.Default.DocumentVersion);

    internal static RecordWrite Remove(DocumentVersion version) => RecordWrite.Remove(Key(version.DocumentId, version.Number));

    internal static string Prefix(string documentId) => RecordKey.Of(Kind, documentId);

    /// <exception cref="ProblemException"><c>invalid_cursor</c>.</exception>
    public async Task<(IReadOnlyList<DocumentVersion> Items, string? NextCursor)> ListAsync(Document document, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var (items, next) = await records.PageAsync(document.TenantId, new(Prefix(document.Id)), DocumentJson.Default.DocumentVersion, cursor, pageSize, cancellationToken);
        return ([.. items.Select(item => item.Value)], next);
    }

    /// <exception cref="ProblemException"><c>not_found</c>: there is no such version, or not any more.</exception>
    public async Task<DocumentVersion> GetAsync(Document document, int number, CancellationToken cancellationToken)
        => (await records.FindAsync(document.TenantId, Key(document.Id, number), DocumentJson.Default.DocumentVersion, cancellationToken))?.Value
            ?? throw ProblemException.NotFound("This document has no such version, or not any more.");

    internal async Task<IReadOnlyList<DocumentVersion>> ReadAllAsync(Document document, CancellationToken cancellationToken)
    {
        var versions = new List<DocumentVersion>();

        await foreach (var entry in records.ReadAllAsync(document.TenantId, new(Prefix(document.Id)), DocumentJson.Default.DocumentVersion, cancellationToken))
        {
            versions.Add(entry.Value);
        }

        return versions;
    }

    private static string Key(string documentId, int number) => RecordKey.Of(Kind, documentId, RecordKey.Descending(number));
}
