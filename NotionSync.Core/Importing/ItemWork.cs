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

    /// <summary>Whether this invocation asked for the object itself, and got it.</summary>
    public bool AskedForSource { get; set; }

    /// <summary>The calls below the object that cannot be done without, those of earlier invocations included.</summary>
    public long LowerBound { get; set; }

    /// <summary>All calls for the item, once it is done.</summary>
    public ImportCalls Calls => CallsSoFar + new ImportCalls(0, LowerBound);

    /// <summary>What to keep of the count while the item is not done: what lies below the object is counted at its end.</summary>
    public ImportCalls CallsSoFar => Item.Calls + new ImportCalls(Client.CallsMade, AskedForSource ? 1 : 0);
}
