using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>
/// The open comments on all pages, and by option on their blocks. A comment does not touch its page's edit time, so that
/// also an incremental read asks each page; it brings the comments that were written or edited since.
/// </summary>
internal sealed class CommentStream(StreamRun run)
{
    public async IAsyncEnumerable<StreamStep> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (run.Path?.Invoke() is { } path && run.List?.After is { } open)
        {
            await foreach (var step in ReadPageAsync(open, path, cancellationToken))
            {
                yield return step;
            }
        }

        await foreach (var found in new SearchWalk(run, "page", stopsEarly: false).ReadAsync(cancellationToken))
        {
            if (found.Item is not { } page)
            {
                yield return default;
                continue;
            }

            run.List = found.Place;

            await foreach (var step in ReadPageAsync(page.Id, [], cancellationToken))
            {
                yield return step;
            }
        }
    }

    private async IAsyncEnumerable<StreamStep> ReadPageAsync(NotionId page, IReadOnlyList<ListPlace> from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        run.Path = () => from;

        // The page's own comments come first; a path means that they are through.
        if (from.Count == 0)
        {
            await foreach (var step in ReadCommentsAsync(page, cancellationToken))
            {
                yield return step;
            }
        }

        if (run.Request.BlockComments)
        {
            await foreach (var step in ReadBlocksAsync(page, from, cancellationToken))
            {
                yield return step;
            }
        }

        run.Path = null;
    }

    private async IAsyncEnumerable<StreamStep> ReadBlocksAsync(NotionId page, IReadOnlyList<ListPlace> from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new BlockWalk(run, page);

        // The place of a block whose comments are being read.
        if (run.Comments is not null && from is [.., { After: { } within }])
        {
            await foreach (var step in ReadCommentsAsync(within, cancellationToken))
            {
                yield return step;
            }
        }

        run.Path = () => walk.Path is { Count: > 0 } path ? path : from;

        await foreach (var block in walk.ReadAsync(from, cancellationToken))
        {
            if (block is null)
            {
                yield return default;
                continue;
            }

            await foreach (var step in ReadCommentsAsync(block.Id, cancellationToken))
            {
                yield return step;
            }
        }
    }

    private async IAsyncEnumerable<StreamStep> ReadCommentsAsync(NotionId on, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var comments = new PagedListing<Comment>((cursor, token) => FetchAsync(on, cursor, token), comment => comment.Id, run.Comments);
        run.Comments ??= new();

        while (true)
        {
            while (comments.TryTake(out var comment))
            {
                run.Comments = comments.Place;
                run.Meet(comment.EditedAt);

                if (run.IsInWindow(comment.EditedAt) && run.TryBring(comment.EditedAt, comment.Json.Span))
                {
                    yield return new(comment.Json);
                }
            }

            if (!comments.HasMore)
            {
                break;
            }

            await comments.LoadAsync(cancellationToken);
            yield return default;
        }

        run.Comments = null;
    }

    private async Task<NotionList<Comment>> FetchAsync(NotionId on, string? cursor, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await run.Notion.ListCommentsAsync(on, cursor, cancellationToken);
            return new([.. answer.Items.Select(Comment.Of)], answer.NextCursor);
        }
        catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest)
        {
            // What Notion does not give is left out and counted. Forbidden is another thing: no comment may be read then.
            run.Warn("not_shared");
            return new([], null);
        }
    }

    private sealed record Comment(NotionId Id, DateTimeOffset? EditedAt, ReadOnlyMemory<byte> Json)
    {
        public static Comment Of(NotionComment comment)
        {
            using var json = System.Text.Json.JsonDocument.Parse(comment.Json);
            return new(comment.Id, json.RootElement.GetTime("last_edited_time") ?? comment.CreatedAt, comment.Json);
        }
    }
}
