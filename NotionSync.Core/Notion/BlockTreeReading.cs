using System.Runtime.ExceptionServices;
using System.Text.Json;
using NotionSync.Notion.Dialect;

namespace NotionSync.Notion;

/// <summary>One read of a tree. A single loop decides; only the calls themselves run at the same time.</summary>
internal sealed class BlockTreeReading(NotionClient notion, BlockTreeOptions options, NotionId root, FetchedAnswers answers)
{
    private const int PageSize = 100;
    private const int MaxRestarts = 3;

    private readonly Stack<BlockListing> _ready = new();
    private readonly Dictionary<(NotionId Id, string? Cursor), Fetch> _running = [];
    private readonly HashSet<(NotionId Id, bool IsMarkdown)> _counted = [];
    private readonly List<Block> _gaps = [];
    private int _blocks;
    private int _calls;
    private int _lowerBound;

    public async Task<BlockTree> RunAsync(CancellationToken cancellationToken)
    {
        var top = new BlockListing(owner: null, root, source: null, parent: null);
        ExceptionDispatchInfo? failure = null;
        var outOfCalls = false;

        _ready.Push(top);

        while (true)
        {
            while (failure is null && !outOfCalls && _ready.TryPop(out var listing))
            {
                if (!Proceed(listing, cancellationToken, out outOfCalls))
                {
                    break;
                }
            }

            if (_running.Count == 0)
            {
                break;
            }

            var (key, fetch) = await NextFinishedAsync();
            _running.Remove(key);

            try
            {
                Finish(key, fetch, await fetch.Task);
            }
            catch (Exception exception)
            {
                // Thrown below. The others come to their end first, so that nothing that was fetched is lost.
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
        }

        failure?.Throw();
        return new(top.Blocks, _gaps, _calls, _lowerBound, IsComplete: !outOfCalls) { Pending = outOfCalls ? [.. Pending()] : [] };
    }

    private IEnumerable<NotionId> Pending()
        => _ready
            .Where(listing => listing is { Cursor: null, IsMarkdown: false } && !answers.Has(listing.Target, null))
            .Select(listing => listing.Target)
            .Distinct();

    // Returns false when nothing more can be started for now.
    private bool Proceed(BlockListing listing, CancellationToken cancellationToken, out bool outOfCalls)
    {
        outOfCalls = false;
        var key = (listing.Target, listing.Cursor);

        if (answers.TryGet(listing.Target, listing.Cursor, out var answer))
        {
            Accept(listing, answer);
            return true;
        }

        if (_running.TryGetValue(key, out var same))
        {
            // Two copies of one synced block: one call serves both.
            same.Listings.Add(listing);
            return true;
        }

        outOfCalls = _calls == options.MaxCalls;

        if (outOfCalls || _running.Count == options.MaxConcurrency)
        {
            _ready.Push(listing);
            return false;
        }

        _calls++;
        _running.Add(key, new(FetchAsync(listing, cancellationToken), [listing]));
        return true;
    }

    private async Task<((NotionId Id, string? Cursor) Key, Fetch Fetch)> NextFinishedAsync()
    {
        await Task.WhenAny(_running.Values.Select(fetch => fetch.Task));
        var (key, fetch) = _running.First(running => running.Value.Task.IsCompleted);
        return (key, fetch);
    }

    // Null: Notion refuses. Below the root that is a gap: an unsupported block, or one whose original is not shared.
    private async Task<FetchResult> FetchAsync(BlockListing listing, CancellationToken cancellationToken)
    {
        try
        {
            if (listing.IsMarkdown)
            {
                return new((await notion.GetPageMarkdownAsync(listing.Target, cancellationToken)).Json);
            }

            var children = await notion.GetBlockChildrenAsync(listing.Target, listing.Cursor, cancellationToken);
            return new(children.Response, children.Page);
        }
        catch (NotionException exception) when (exception.Error == NotionError.InvalidCursor && listing.Cursor is not null && listing.Restarts < MaxRestarts)
        {
            return new(null, IsExpired: true);
        }
        catch (NotionException exception) when (exception.Error is NotionError.NotFound or NotionError.InvalidRequest && (listing.Owner is not null || options.IsPart))
        {
            return new(null);
        }
        catch (NotionException exception) when (exception.Error is NotionError.Forbidden && listing.IsMarkdown)
        {
            // Reading blocks and reading Markdown are allowed separately.
            return new(null);
        }
    }

    private void Finish((NotionId Id, string? Cursor) key, Fetch fetch, FetchResult result)
    {
        if (result.IsExpired)
        {
            foreach (var listing in fetch.Listings)
            {
                Restart(listing);
            }

            return;
        }

        answers.Set(key.Id, key.Cursor, result.Response);
        var page = result.Page;

        foreach (var listing in fetch.Listings)
        {
            Accept(listing, result.Response, page);

            // Each place in the tree has blocks of its own: what lies around them may differ.
            page = null;
        }
    }

    private void Restart(BlockListing listing)
    {
        answers.Remove(listing.Target, null);

        foreach (var cursor in listing.Cursors)
        {
            answers.Remove(listing.Target, cursor);
        }

        listing.Restart();
        _ready.Push(listing);
    }

    /// <param name="response">Null: Notion refused.</param>
    /// <param name="page">The response, where it was read already.</param>
    private void Accept(BlockListing listing, ReadOnlyMemory<byte>? response, BlockPage? page = null)
    {
        if (response is not { } answer)
        {
            Count(listing);

            if (listing.Owner is not { } refused)
            {
                return;
            }

            if (listing.TryTurnToSource() || listing.TryTurnToMarkdown())
            {
                _ready.Push(listing);
            }
            else
            {
                AddGap(refused, BlockGap.Unavailable);
            }

            return;
        }

        if (listing.IsMarkdown)
        {
            AcceptMarkdown(listing, NotionJson.ReadMarkdown(answer));
            return;
        }

        var added = listing.Add(page ?? BlockJson.ReadPage(answer));
        _blocks += added.Count;

        if (listing.Cursor is null)
        {
            Count(listing);
        }
        else
        {
            _ready.Push(listing);
        }

        if (listing.Owner is { } owner)
        {
            owner.Children = listing.Blocks;
        }

        foreach (var block in added)
        {
            Enter(listing, block);
        }
    }

    private void AcceptMarkdown(BlockListing listing, NotionMarkdown markdown)
    {
        var (blocks, gaps) = DialectReader.Read(markdown.Markdown, listing.Target);
        var owner = listing.Owner!;

        Count(listing);
        owner.Children = blocks;
        _blocks += blocks.Count;
        _gaps.AddRange(gaps);

        if (blocks.Count == 0 || markdown.IsTruncated)
        {
            AddGap(owner, markdown.IsTruncated ? BlockGap.TooLarge : BlockGap.Unavailable);
        }
    }

    private void Enter(BlockListing listing, Block block)
    {
        if (!block.HasChildren)
        {
            EnterMeetingNotes(listing, block);
            return;
        }

        // The first two are documents of their own; the others have nothing that Notion would give.
        if (block.Type is "child_page" or "child_database" or "unsupported" or "ai_block")
        {
            return;
        }

        var source = BlockJson.ReadSyncedFrom(block);

        if (listing.IsWithin(block.Id) || (source is { } original && listing.IsWithin(original)))
        {
            AddGap(block, BlockGap.Cycle);
        }
        else if (listing.Depth == options.MaxDepth)
        {
            AddGap(block, BlockGap.TooDeep);
        }
        else if (_blocks >= options.MaxBlocks)
        {
            AddGap(block, BlockGap.TooLarge);
        }
        else if (block.Id == default)
        {
            AddGap(block, BlockGap.Unavailable);
        }
        else
        {
            _ready.Push(new(block, block.Id, source, listing));
        }
    }

    // Meeting notes name the blocks that hold their parts; where they do not list them as children, they are asked one by one.
    private void EnterMeetingNotes(BlockListing listing, Block block)
    {
        if (block.Type is not ("meeting_notes" or "transcription") || block.Payload.IsEmpty)
        {
            return;
        }

        using var payload = JsonDocument.Parse(block.Payload);
        var parts = payload.RootElement.Get("children");
        var sections = new List<Block>();

        foreach (var name in (ReadOnlySpan<string>)["summary_block_id", "notes_block_id", "transcript_block_id"])
        {
            if (parts.GetId(name) is { } id)
            {
                sections.Add(new() { Id = id, Type = "paragraph", HasChildren = true });
            }
        }

        block.Children = sections;
        var within = new BlockListing(block, block.Id, source: null, listing);

        foreach (var section in sections)
        {
            Enter(within, section);
        }
    }

    private void AddGap(Block block, BlockGap gap)
    {
        block.Gap = gap;
        _gaps.Add(block);
    }

    // One call per started hundred; one also shows that there is nothing. A list that two copies share is read once.
    private void Count(BlockListing listing)
    {
        if (_counted.Add((listing.Target, listing.IsMarkdown)))
        {
            _lowerBound += Math.Max(1, (listing.Blocks.Count + PageSize - 1) / PageSize);
        }
    }

    private sealed record Fetch(Task<FetchResult> Task, List<BlockListing> Listings);

    private sealed record FetchResult(ReadOnlyMemory<byte>? Response, BlockPage? Page = null, bool IsExpired = false);
}
