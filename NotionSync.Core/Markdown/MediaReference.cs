using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>A file that a page shows.</summary>
/// <param name="BlockId">The page's own id for a file of a property.</param>
/// <param name="Type">Notion's name of the block type: <c>image</c>, <c>video</c>, <c>audio</c>, <c>pdf</c> or <c>file</c>; <see cref="Property"/> for a file of a property.</param>
/// <param name="Url">Where it can be fetched; for a file hosted by Notion only within the hour.</param>
/// <param name="Name">As Notion or else the URL says it; not yet safe as a file name, and possibly empty.</param>
/// <param name="Caption">Plain text; empty where there is none.</param>
public sealed record MediaReference(NotionId BlockId, string Type, string Url, bool IsHostedByNotion, string Name, string Caption)
{
    /// <summary>The type of a file that is the value of a property.</summary>
    public const string Property = "property";

    /// <summary>The address without its query, which for a file hosted by Notion is a signature.</summary>
    public string Key => Url.Split('?', 2)[0];
}
