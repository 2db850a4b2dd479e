using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>One invocation's work on one item, with its count of calls.</summary>
public sealed class ItemWork(ImportRun run, ImportItem item, NotionClient client)
{
    public ImportRun Run { get; } = run;

    public ImportItem Item { get; set; } = item;

    public NotionClient Client { get; } = client;

    /// <summary>Nothing of the content was read before this: edits that are older are in it.</summary>
    public required DateTimeOffset FetchedSince { get; init; }

    /// <summary>The object behind the item, once it is known.</summary>
    public NotionObject? Source { get; set; }

    /// <summary>Whether this invocation asked for the object itself, and got it.</summary>
    public bool AskedForSource { get; set; }

    /// <summary>The calls below the object that cannot be done without, those of earlier invocations included.</summary>
    public long LowerBound { get; set; }

    /// <summary>Bytes of files and content that this invocation stored.</summary>
    public long BytesStored { get; set; }

    /// <summary>Requests that other invocations spent on parts of the page.</summary>
    public long CallsOfParts { get; set; }

    /// <summary>Whether an earlier invocation may have kept something of it.</summary>
    public bool WasBegun => Item.Calls.Made > 0 || Run.IsRepeat;

    /// <summary>All calls for the item, once it is done.</summary>
    public ImportCalls Calls => CallsSoFar + new ImportCalls(0, LowerBound);

    /// <summary>What to keep of the count while the item is not done: what lies below the object is counted at its end.</summary>
    public ImportCalls CallsSoFar => Item.Calls + new ImportCalls(Client.CallsMade + CallsOfParts, AskedForSource ? 1 : 0, Client.Retries, (long)Client.Waited.TotalMilliseconds, Client.ServerErrors);
}
