namespace NotionSync.Events;

/// <summary>What the product's back end is told of.</summary>
public static class EventTypes
{
    public const string ConnectionAdded = "connection.added";

    /// <summary>It was authorised again, or given another token.</summary>
    public const string ConnectionReauthorized = "connection.reauthorized";

    public const string ConnectionNeedsReauthorization = "connection.needs_reauthorization";
    public const string ConnectionRemoved = "connection.removed";
    public const string ImportFinished = "import.finished";
    public const string DocumentAdded = "document.added";
    public const string DocumentChanged = "document.changed";

    /// <summary>The page of a document is missing in Notion.</summary>
    public const string DocumentMissing = "document.missing";

    /// <summary>It is back.</summary>
    public const string DocumentReturned = "document.returned";
}
