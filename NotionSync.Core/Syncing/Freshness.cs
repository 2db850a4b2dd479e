using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>
/// Tells from a listing alone whether a page's content has to be read again. Notion rounds the time of an edit down to
/// the minute, so an equal time proves nothing while its minute lasts: an edit may have followed the reading.
/// </summary>
public static class Freshness
{
    /// <summary>How far a list of changes goes back before the last edit that was seen: some edits show up late in Notion's search.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>The minute of the edit itself, and what our clock may be ahead of Notion's.</summary>
    private static readonly TimeSpan SettlesAfter = TimeSpan.FromMinutes(1) + TimeSpan.FromMinutes(2);

    /// <summary>Whether the document's content was read so long after an edit that the edit is in it.</summary>
    public static bool Includes(Document document, DateTimeOffset editedAt) => document.FetchedAt >= editedAt + SettlesAfter;

    /// <summary>Whether the document holds the content of the page as it was listed.</summary>
    public static bool HasContentOf(Document document, NotionObject source)
        => source.LastEditedAt is { } editedAt
            && editedAt == document.Source.LastEditedAt
            && Includes(document, editedAt)
            && document.SourceTitle == source.Title
            && document.PropertiesHash == PropertiesHash.Of(Sources.Properties(source));
}
