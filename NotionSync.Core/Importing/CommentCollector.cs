using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Reads the open comments on a page, and on its blocks where that was asked for.</summary>
public sealed class CommentCollector(IDocumentStore documents)
{
    /// <summary>Calls for comments that one invocation makes; the next goes on.</summary>
    private const int MaxCalls = 400;

    /// <param name="fetched">What was fetched before is taken from here, and what is fetched now is added.</param>
    /// <exception cref="ImportPausedException">The invocation has made its share of calls.</exception>
    public async Task<PageComments> CollectAsync(ItemWork work, NotionObject page, IReadOnlyList<Block> blocks, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var scope = await FindScopeAsync(work, page, cancellationToken);
        var comments = new List<NotionComment>();
        var reader = new Reader(work, new(fetched), comments);

        if (scope == CommentScope.None)
        {
            return new(scope, comments, IsForbidden: false);
        }

        try
        {
            await reader.ReadAsync(page.Id, cancellationToken);

            foreach (var block in scope == CommentScope.Blocks ? List(blocks) : [])
            {
                await reader.ReadAsync(block, cancellationToken);
            }

            return new(scope, comments, IsForbidden: false);
        }
        catch (NotionException exception) when (exception.Error == NotionError.Forbidden)
        {
            return new(scope, [], IsForbidden: true);
        }
    }

    // An import says what it wants. A sync goes on with what was asked for when the page was imported.
    private async Task<CommentScope> FindScopeAsync(ItemWork work, NotionObject page, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;

        if (import.Kind == ImportKind.Import || work.Item.Comments != CommentScope.None)
        {
            return work.Item.Comments;
        }

        var document = await documents.FindAsync(import.TenantId, Document.IdFor(import.ConnectionId, page.Id), cancellationToken);
        return document?.Wish.Comments ?? CommentScope.None;
    }

    private static IEnumerable<NotionId> List(IReadOnlyList<Block> blocks)
    {
        var seen = new HashSet<NotionId>();
        var rest = new Stack<Block>(blocks.Reverse());

        while (rest.TryPop(out var block))
        {
            // Those are documents of their own, and synced blocks show the same block again.
            if (!block.InTrash && block.Type is not ("child_page" or "child_database") && seen.Add(block.Id))
            {
                yield return block.Id;
            }

            for (var index = block.Children.Count - 1; index >= 0; index--)
            {
                rest.Push(block.Children[index]);
            }
        }
    }

    private sealed class Reader(ItemWork work, KeptLists lists, List<NotionComment> comments)
    {
        private const string Key = "comments ";
        private int _calls;

        public async Task ReadAsync(NotionId id, CancellationToken cancellationToken)
        {
            string? cursor = null;

            do
            {
                var answer = await lists.GetAsync(id, Key + cursor, () => AskAsync(id, cursor, cancellationToken), comment => comment.Json);
                var list = KeptLists.Read(answer, NotionJson.ReadComment);

                work.LowerBound++;
                comments.AddRange(list.Items);
                cursor = list.NextCursor;
            }
            while (cursor is not null);
        }

        private async Task<NotionList<NotionComment>> AskAsync(NotionId id, string? cursor, CancellationToken cancellationToken)
        {
            if (++_calls > MaxCalls)
            {
                throw new ImportPausedException(TimeSpan.Zero);
            }

            try
            {
                return await work.Client.ListCommentsAsync(id, cursor, cancellationToken);
            }
            catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest)
            {
                // Deleted meanwhile, or of a type that Notion's API does not serve.
                return new([], null);
            }
        }
    }
}

/// <param name="Scope">What was asked for.</param>
/// <param name="IsForbidden">The connection may not read comments.</param>
public sealed record PageComments(CommentScope Scope, IReadOnlyList<NotionComment> Comments, bool IsForbidden);
