namespace NotionSync.Notion;

/// <summary>One answer of the block-children endpoint: at most 100 blocks.</summary>
public sealed record BlockPage(IReadOnlyList<Block> Blocks, string? NextCursor);
