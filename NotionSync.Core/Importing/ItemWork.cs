using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>One invocation's work on one item, with its count of calls.</summary>
public sealed class ItemWork(ImportRun run, ImportItem item, NotionClient client)
{
    public ImportRun Run { get; } = run;

    public ImportItem Item { get; } = item;

    public NotionClient Client { get; } = client;

    /// <summary>The object behind the item, once it is known.</summary>
    public NotionObject? Source { get; set; }

    /// <summary>The calls of this invocation that cannot be done without.</summary>
    public long LowerBound { get; set; }

    /// <summary>All calls for the item so far, those of earlier invocations included.</summary>
    public ImportCalls Calls => Item.Calls + new ImportCalls(Client.CallsMade, LowerBound);
}
