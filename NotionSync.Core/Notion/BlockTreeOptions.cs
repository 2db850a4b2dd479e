namespace NotionSync.Notion;

/// <summary>The bounds of one read of a block tree.</summary>
public sealed record BlockTreeOptions
{
    /// <summary>Calls under way at the same time.</summary>
    public int MaxConcurrency { get; init; } = 4;

    /// <summary>Calls that one read may make before it stops and is continued by a later one.</summary>
    public int MaxCalls { get; init; } = 200;

    /// <summary>
    /// Only a part of a page is read, in advance: where Notion refuses to list the root, that is noted, and what it means
    /// is decided when the page is read.
    /// </summary>
    public bool IsPart { get; init; }

    /// <summary>Levels that are followed; the page's own blocks are the first.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>Blocks that a tree may have, so that synced blocks within synced blocks cannot fill the memory.</summary>
    public int MaxBlocks { get; init; } = 250_000;
}
