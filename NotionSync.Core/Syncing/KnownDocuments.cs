using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>Looks up which pages of a connection are documents.</summary>
public sealed class KnownDocuments(IDocumentStore documents)
{
    // From here on, reading all documents in order is cheaper than asking for each.
    private const int ManyIds = 500;
    private const int AtOnce = 16;
    private const int PageSize = 1000;

    public async Task<IReadOnlyDictionary<NotionId, Document>> FindAsync(string tenantId, string connectionId, IReadOnlyCollection<NotionId> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.ToHashSet();
        var known = new Dictionary<NotionId, Document>();

        if (wanted.Count > ManyIds)
        {
            await foreach (var document in ListAsync(tenantId, connectionId, cancellationToken))
            {
                if (wanted.Contains(document.Source.Id))
                {
                    known[document.Source.Id] = document;
                }
            }

            return known;
        }

        foreach (var some in wanted.Chunk(AtOnce))
        {
            var found = await Task.WhenAll(some.Select(id => documents.FindAsync(tenantId, Document.IdFor(connectionId, id), cancellationToken)));

            foreach (var document in found.OfType<Document>())
            {
                known[document.Source.Id] = document;
            }
        }

        return known;
    }

    /// <summary>All documents of a connection.</summary>
    public async IAsyncEnumerable<Document> ListAsync(string tenantId, string connectionId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = new DocumentFilter(ConnectionId: connectionId);
        string? continuation = null;

        do
        {
            var page = await documents.ListAsync(tenantId, filter, continuation, PageSize, cancellationToken);

            foreach (var document in page.Items)
            {
                yield return document;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
