namespace NotionSync.Notion;

/// <summary>One answer of the block-children endpoint, with the bytes that its blocks are slices of.</summary>
public sealed record BlockChildren(ReadOnlyMemory<byte> Response, BlockPage Page);
