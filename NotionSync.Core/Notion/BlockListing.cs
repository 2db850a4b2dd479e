namespace NotionSync.Notion;

/// <summary>The children of one block, or of the page itself, while they are being listed.</summary>
internal sealed class BlockListing(Block? owner, NotionId target, NotionId? source, BlockListing? parent)
{
    // No cursor of Notion's looks like this.
    private const string MarkdownMark = "(markdown)";

    private HashSet<NotionId>? _seen;
    private Dictionary<NotionId, Block>? _known;
    private HashSet<string>? _cursors;

    /// <summary>The block that the children belong to; null for the root.</summary>
    public Block? Owner { get; } = owner;

    /// <summary>Whose children are asked for: the owner's, or its original's.</summary>
    public NotionId Target { get; private set; } = target;

    /// <summary>Of a synced copy: its original.</summary>
    public NotionId? Source { get; } = source;

    public BlockListing? Parent { get; } = parent;

    /// <summary>The level of the children; a page's own are on level 1.</summary>
    public int Depth { get; } = parent is null ? 1 : parent.Depth + 1;

    public List<Block> Blocks { get; private set; } = [];

    /// <summary>Where the next answer begins; a mark of its own for content that is asked for as Markdown.</summary>
    public string? Cursor { get; private set; }

    /// <summary>Whether the content is asked for as Notion's own Markdown, because it lists no children.</summary>
    public bool IsMarkdown { get; private set; }

    public int Restarts { get; private set; }

    /// <summary>Cursors that were followed, in order.</summary>
    public IEnumerable<string> Cursors => _cursors ?? [];

    /// <summary>Whether entering a block would enter something that is being read already.</summary>
    public bool IsWithin(NotionId id)
    {
        for (var listing = this; listing is not null; listing = listing.Parent)
        {
            if (listing.Target == id || listing.Owner?.Id == id || listing.Source == id)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Turns to the original of a synced block, once, where its copy does not list its children.</summary>
    public bool TryTurnToSource()
    {
        if (Source is not { } original || Target == original || Cursor is not null)
        {
            return false;
        }

        Target = original;
        return true;
    }

    /// <summary>Turns to Notion's own Markdown of a synced copy, once, where neither it nor its original lists children.</summary>
    public bool TryTurnToMarkdown()
    {
        if (Source is null || IsMarkdown || Cursor is not null)
        {
            return false;
        }

        Target = Owner!.Id;
        Cursor = MarkdownMark;
        IsMarkdown = true;
        return true;
    }

    /// <summary>Adds a page and returns the blocks of it that were not known before.</summary>
    /// <exception cref="NotionException">The listing goes in circles.</exception>
    public IReadOnlyList<Block> Add(BlockPage page)
    {
        if (Cursor is null && page.NextCursor is null && _known is null)
        {
            Blocks.AddRange(page.Blocks);
            return page.Blocks;
        }

        // Between two calls blocks may be moved, so that one comes twice.
        _seen ??= [];
        var added = new List<Block>(page.Blocks.Count);

        foreach (var block in page.Blocks)
        {
            if (block.Id != default && !_seen.Add(block.Id))
            {
                continue;
            }

            if (_known is not null && _known.TryGetValue(block.Id, out var known))
            {
                Blocks.Add(known);
            }
            else
            {
                Blocks.Add(block);
                added.Add(block);
            }
        }

        Cursor = page.NextCursor;

        if (Cursor is not null && !(_cursors ??= new(StringComparer.Ordinal)).Add(Cursor))
        {
            throw new NotionException(NotionError.Malformed, "Notion's list of blocks goes in circles.");
        }

        return added;
    }

    /// <summary>Starts again from the first page. Blocks that come again keep what was read below them.</summary>
    public void Restart()
    {
        _known = [];

        foreach (var block in Blocks)
        {
            _known[block.Id] = block;
        }

        _known.Remove(default);
        _seen = null;
        _cursors = null;
        Blocks = [];
        Cursor = null;
        Restarts++;
    }
}
