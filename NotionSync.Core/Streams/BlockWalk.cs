using System.Runtime.CompilerServices;
using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>
/// All blocks of a page, each before those below it, in Notion's order. Holds one answer on each level. A synced block that
/// contains itself is entered once.
/// </summary>
internal sealed class BlockWalk(StreamRun run, NotionId page)
{
    private readonly List<Level> _levels = [];

    /// <summary>Where the walk is, to go on from there later.</summary>
    public IReadOnlyList<ListPlace> Path
    {
        get
        {
            var path = new List<ListPlace>(_levels.Count);

            foreach (var level in _levels)
            {
                // A level of which nothing was read yet is entered again by the block above it.
                if (path.Count > 0 && level.Blocks.Place is { Cursor: null, After: null })
                {
                    break;
                }

                path.Add(level.Blocks.Place with { Done = level == _levels[^1] && level.IsLastDone });
            }

            return path;
        }
    }

    /// <summary>Steps through the page; null is progress without a block.</summary>
    public async IAsyncEnumerable<BlockHead?> ReadAsync(IReadOnlyList<ListPlace> from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await GoToAsync(from, cancellationToken);

        while (_levels.Count > 0)
        {
            var level = _levels[^1];

            if (level.Blocks.TryTake(out var block))
            {
                level.IsLastDone = false;

                if (block.IsRecord)
                {
                    yield return block;
                }

                Enter(block);
            }
            else if (level.Blocks.HasMore)
            {
                await level.Blocks.LoadAsync(cancellationToken);
                yield return null;
            }
            else
            {
                _levels.RemoveAt(_levels.Count - 1);

                if (_levels.Count > 0)
                {
                    _levels[^1].IsLastDone = true;
                }
            }
        }
    }

    // Rebuilds the levels of an earlier read. Where a block of the path is gone, its level is read again from its start.
    private async Task GoToAsync(IReadOnlyList<ListPlace> from, CancellationToken cancellationToken)
    {
        _levels.Add(new(page, null, Listing(page, null, from is [var top, ..] ? top : null)));

        for (var depth = 0; depth < from.Count && from[depth].After is not null; depth++)
        {
            var level = _levels[^1];

            if (!await level.Blocks.FindPlaceAsync(cancellationToken))
            {
                run.Warn("place_moved");
                return;
            }

            if (from[depth].Done)
            {
                level.IsLastDone = true;
                return;
            }

            Enter(level.Blocks.Last!, depth + 1 < from.Count ? from[depth + 1] : null);

            if (_levels[^1] == level)
            {
                return;
            }
        }
    }

    private void Enter(BlockHead block, ListPlace? place = null)
    {
        var source = BlockJson.ReadSyncedFrom(block.Block);

        if (!block.HasBlocks)
        {
            return;
        }

        if (_levels.Exists(level => level.Target == block.Id || level.Source == block.Id || (source is { } original && (level.Target == original || level.Source == original))))
        {
            run.Warn("cycle");
        }
        else if (_levels.Count >= run.Request.BlockDepth)
        {
            run.Warn("too_deep");
        }
        else
        {
            _levels.Add(new(block.Id, source, Listing(block.Id, source, place)));
        }
    }

    // A synced copy whose children Notion does not list has those of its original.
    private PagedListing<BlockHead> Listing(NotionId owner, NotionId? source, ListPlace? place)
    {
        var target = owner;

        return new(
            async (cursor, cancellationToken) =>
            {
                while (true)
                {
                    try
                    {
                        return await run.Notion.ListBlocksAsync(target, cursor, BlockHead.Read, cancellationToken);
                    }
                    catch (NotionException exception) when (exception.Error == NotionError.NotFound && source is not null && target == owner)
                    {
                        target = source.Value;
                    }
                    catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest or NotionError.Forbidden)
                    {
                        // What Notion does not give is left out and counted: it never ends the stream.
                        run.Warn("not_shared");
                        return new([], null);
                    }
                }
            },
            block => block.Id,
            place);
    }

    private sealed class Level(NotionId target, NotionId? source, PagedListing<BlockHead> blocks)
    {
        public NotionId Target { get; } = target;

        public NotionId? Source { get; } = source;

        public PagedListing<BlockHead> Blocks { get; } = blocks;

        /// <summary>All below the last block was read.</summary>
        public bool IsLastDone { get; set; }
    }
}
