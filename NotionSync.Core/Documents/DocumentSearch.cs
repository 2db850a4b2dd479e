namespace NotionSync.Documents;

/// <summary>Finds documents by words: those with all words in the title first, then by title.</summary>
public sealed class DocumentSearch(IDocumentStore documents)
{
    private const int MaxParallelReads = 16;

    /// <param name="after">The place of the document after which the page begins.</param>
    /// <exception cref="ProblemException"><c>invalid_filter</c>: the query is too long.</exception>
    public async Task<DocumentPage> FindAsync(string tenantId, DocumentFilter filter, string? after, int pageSize, CancellationToken cancellationToken)
    {
        var query = new SearchQuery(filter.Query ?? string.Empty);
        var matches = query.IsEmpty ? [] : await documents.SearchAsync(tenantId, query, filter, cancellationToken);

        var places = SearchMatch.InOrder(matches, after).Take(pageSize + 1).ToList();
        var found = new List<(Document Document, string Place)>(pageSize);

        foreach (var chunk in places.Take(pageSize).Chunk(MaxParallelReads))
        {
            var read = await Task.WhenAll(chunk.Select(match => documents.FindAsync(tenantId, match.DocumentId, cancellationToken)));
            found.AddRange(read.Zip(chunk).Where(item => item.First is not null).Select(item => (item.First!, item.Second.Place)));
        }

        return new(
            [.. found.Select(item => item.Document)],
            [.. found.Select(item => item.Place)],
            places.Count > pageSize ? places[pageSize - 1].Place : null);
    }
}
