namespace NotionSync.Notion;

/// <summary>A page or block in Notion's own Markdown dialect. Its file addresses are signed, so they differ at every fetch.</summary>
/// <param name="IsTruncated">Notion stops at about 20,000 blocks.</param>
/// <param name="UnknownBlocks">Blocks that are missing from the text: too many, or not shared.</param>
/// <param name="Json">The answer as it came.</param>
public sealed record NotionMarkdown(string Markdown, bool IsTruncated, IReadOnlyList<NotionId> UnknownBlocks, ReadOnlyMemory<byte> Json);
