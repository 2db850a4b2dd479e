using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>The blocks of all pages. Incremental: of the pages that were edited, the blocks that were.</summary>
internal sealed class BlockStream(StreamRun run)
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

        await foreach (var found in new SearchWalk(run, "page", stopsEarly: true).ReadAsync(cancellationToken))
        {
            if (found.Item is not { } page)
            {
                yield return default;
                continue;
            }

            run.List = found.Place;
            run.Meet(page.LastEditedAt);

            await foreach (var step in ReadPageAsync(page.Id, [], cancellationToken))
            {
                yield return step;
            }
        }
    }

    private async IAsyncEnumerable<StreamStep> ReadPageAsync(NotionId page, IReadOnlyList<ListPlace> from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new BlockWalk(run, page);
        run.Path = () => walk.Path is { Count: > 0 } path ? path : from;

        await foreach (var block in walk.ReadAsync(from, cancellationToken))
        {
            if (block is null)
            {
                yield return default;
            }
            else if (run.IsInWindow(block.Block.LastEditedAt) && run.TryBring(block.Block.LastEditedAt, block.Json.Span))
            {
                yield return new(block.Json);
            }
        }

        run.Path = null;
    }
}
