namespace NotionSync.Notion;

/// <summary>
/// One block as Notion sent it: a small header and the JSON of its payload. Whoever renders a type reads its payload; a
/// type that nobody knows is carried like any other.
/// </summary>
public sealed class Block
{
    public required NotionId Id { get; init; }

    /// <summary>Notion's own name of the type, for example <c>paragraph</c>; any text, also names we do not know yet.</summary>
    public required string Type { get; init; }

    /// <summary>Whether Notion says that the block has children. They are in <see cref="Children"/> once fetched.</summary>
    public bool HasChildren { get; init; }

    public bool InTrash { get; init; }

    public DateTimeOffset? LastEditedAt { get; init; }

    /// <summary>
    /// The JSON value under the key <see cref="Type"/>, without what runs of text say twice or leave unsaid; empty where
    /// the answer had none.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; internal set; }

    /// <summary>The fetched children, in Notion's order.</summary>
    public IReadOnlyList<Block> Children { get; set; } = [];

    /// <summary>Why <see cref="Children"/> is not what Notion holds.</summary>
    public BlockGap Gap { get; set; }
}

/// <summary>Why the children of a block are not there.</summary>
public enum BlockGap
{
    None,

    /// <summary>The tree is deeper than the reader follows.</summary>
    TooDeep,

    /// <summary>A synced block that contains itself.</summary>
    Cycle,

    /// <summary>The tree has more blocks than the reader holds.</summary>
    TooLarge,

    /// <summary>Notion does not give the children: not shared, or a type its API does not serve.</summary>
    Unavailable,
}
