using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Publishing;

/// <summary>Changes the level of many documents: each by itself, so that repeating what broke off in the middle is fine.</summary>
public sealed class LevelChanges(IDocumentStore documents, DocumentLibrary library)
{
    /// <summary>More documents are changed in several calls.</summary>
    public const int MaxDocuments = 1000;

    private const int MaxParallel = 8;

    /// <param name="folderId">A document; it and all that lies below it now are changed.</param>
    /// <exception cref="ProblemException"><c>not_found</c> (the folder), <c>too_many_documents</c>, <c>invalid_request</c>.</exception>
    public async Task<LevelChangeResult> ApplyAsync(string tenantId, IReadOnlyList<string>? documentIds, string? folderId, AccessLevel level, string actor, CancellationToken cancellationToken)
    {
        if ((documentIds is null) == (folderId is null))
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", "Name either documentIds or a folderId.");
        }

        var ids = documentIds?.Distinct().ToList() ?? await ReadFolderAsync(tenantId, folderId!, cancellationToken);

        if (ids.Count > MaxDocuments)
        {
            throw TooMany();
        }

        var results = new (string Id, bool? IsChanged)[ids.Count];

        await Parallel.ForAsync(0, ids.Count, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancellationToken }, async (i, cancellation)
            => results[i] = (ids[i], await ChangeAsync(tenantId, ids[i], level, actor, cancellation)));

        return new(
            results.Count(result => result.IsChanged == true),
            results.Count(result => result.IsChanged == false),
            [.. results.Where(result => result.IsChanged is null).Select(result => result.Id)]);
    }

    /// <returns>Whether it had another level; <see langword="null"/>: there is no such document.</returns>
    private async Task<bool?> ChangeAsync(string tenantId, string id, AccessLevel level, string actor, CancellationToken cancellationToken)
    {
        while (await documents.FindAsync(tenantId, id, cancellationToken) is { } document)
        {
            if (document.AccessLevel == level)
            {
                return false;
            }

            try
            {
                await library.ChangeAsync(tenantId, id, document.ETag!, level, title: null, [], actor, cancellationToken);
                return true;
            }
            catch (ProblemException exception) when (exception.Kind is ProblemKind.PreconditionFailed or ProblemKind.NotFound)
            {
                // Somebody wrote meanwhile; look again.
            }
        }

        return null;
    }

    private async Task<List<string>> ReadFolderAsync(string tenantId, string folderId, CancellationToken cancellationToken)
    {
        var top = await library.GetAsync(tenantId, folderId, cancellationToken);
        var ids = new List<string> { top.Id };
        var seen = ids.ToHashSet();
        var open = new Queue<(string ConnectionId, NotionId Source)>([(top.Source.ConnectionId, top.Source.Id)]);

        while (open.TryDequeue(out var parent))
        {
            string? continuation = null;

            do
            {
                var filter = new DocumentFilter(ConnectionId: parent.ConnectionId, ParentId: parent.Source, Sort: DocumentSort.Title);
                var page = await documents.ListAsync(tenantId, filter, continuation, 500, cancellationToken);

                foreach (var child in page.Items.Where(child => seen.Add(child.Id)))
                {
                    ids.Add(child.Id);
                    open.Enqueue((child.Source.ConnectionId, child.Source.Id));
                }

                if (ids.Count > MaxDocuments)
                {
                    throw TooMany();
                }

                continuation = page.Continuation;
            }
            while (continuation is not null);
        }

        return ids;
    }

    private static ProblemException TooMany()
        => new(ProblemKind.Unprocessable, "too_many_documents", $"At most {MaxDocuments} documents are changed at once.");
}

/// <param name="NotFound">Ids of which the tenant has no document.</param>
public sealed record LevelChangeResult(int Changed, int Unchanged, IReadOnlyList<string> NotFound);
