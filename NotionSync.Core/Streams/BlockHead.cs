using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>A block as a record, and the little that the walk has to know of it.</summary>
internal sealed record BlockHead(Block Block, ReadOnlyMemory<byte> Json)
{
    public NotionId Id => Block.Id;

    /// <summary>Pages and databases are records of their own streams; Notion's API does not serve <c>ai_block</c>.</summary>
    public bool IsRecord => Block.Type is not ("child_page" or "child_database" or "ai_block");

    /// <summary>Below <c>unsupported</c> blocks Notion answers 400.</summary>
    public bool HasBlocks => Block.HasChildren && IsRecord && Block.Type != "unsupported";

    public static BlockHead Read(ReadOnlyMemory<byte> json) => new(BlockJson.ReadBlock(json), json);
}
