namespace NotionSync.Notion;

/// <summary>
/// Reads all blocks below a page or block: one call per started hundred of children, none that is not needed, some at
/// the same time, always with the same result. Child pages and child databases are not entered: they are documents of
/// their own.
/// </summary>
public sealed class BlockTreeReader(NotionClient notion, BlockTreeOptions options)
{
    /// <summary>Reads the tree, or as much of it as the budget of calls allows.</summary>
    /// <param name="answers">
    /// What was fetched before is taken from here, and what is fetched now is added, also when the read ends with an
    /// exception.
    /// </param>
    /// <exception cref="NotionRateLimitedException">Read on later with the same <paramref name="answers"/>.</exception>
    /// <exception cref="NotionException">
    /// A call failed for good, or <paramref name="root"/> itself cannot be read. Children that Notion refuses to list
    /// further down make a gap instead.
    /// </exception>
    public Task<BlockTree> ReadAsync(NotionId root, FetchedAnswers answers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return new BlockTreeReading(notion, options, root, answers).RunAsync(cancellationToken);
    }
}
