namespace NotionSync.Notion;

/// <summary>What a <see cref="BlockTreeReader"/> read.</summary>
/// <param name="Blocks">The top-level blocks with everything below them; to be looked at, not to be kept, unless <paramref name="IsComplete"/>.</param>
/// <param name="Gaps">Blocks whose <see cref="Block.Gap"/> says why their children are not all there.</param>
/// <param name="Calls">Calls of the block-children endpoint that this read made, each counted once however often it was tried.</param>
/// <param name="LowerBound">The fewest calls that could have read the whole tree: one per started hundred of children.</param>
/// <param name="IsComplete">False when the budget of calls ran out: read on later with the same <see cref="FetchedAnswers"/>.</param>
public sealed record BlockTree(IReadOnlyList<Block> Blocks, IReadOnlyList<Block> Gaps, int Calls, int LowerBound, bool IsComplete)
{
    /// <summary>Of a read that is not complete: blocks whose children nobody has asked for yet, in the order of the page.</summary>
    public IReadOnlyList<NotionId> Pending { get; init; } = [];
}
