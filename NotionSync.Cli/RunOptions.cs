namespace NotionSync.Cli;

/// <summary>What the caller of <c>./run</c> asked for.</summary>
/// <param name="World">Full path of the world that the emulator loads; null for its own sample workspace.</param>
/// <param name="Token">Token of a real Notion integration; null to use the emulator.</param>
/// <param name="Pages">Ids or URLs to import; empty for everything that is shared with the connection.</param>
/// <param name="OutFolder">Full path of the folder that the documents are written to as files; null for none.</param>
/// <param name="Port">Port of the local host; 0 for any free one.</param>
/// <param name="Exit">Whether to stop after the import instead of serving on.</param>
internal sealed record RunOptions(string? World, string? Token, IReadOnlyList<string> Pages, string? OutFolder, int Port, bool Exit);
