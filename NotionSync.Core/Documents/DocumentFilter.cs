using NotionSync.Notion;

namespace NotionSync.Documents;

/// <summary>What a listing shows; a null lets everything pass.</summary>
/// <param name="Query">Words of the title or the text, see <see cref="SearchQuery"/>; only for <see cref="IDocumentStore.SearchAsync"/>.</param>
/// <param name="ParentId">The page, data source or database in Notion under which they lie.</param>
/// <param name="OutsideOnly">Only documents that somebody outside may perhaps see: all but internal ones.</param>
/// <param name="WaitsOnly">Only documents of which a version, or a move, waits for approval.</param>
public sealed record DocumentFilter(
    string? Query = null,
    AccessLevel? AccessLevel = null,
    string? ConnectionId = null,
    NotionId? ParentId = null,
    DocumentStatus? Status = null,
    DocumentSort Sort = DocumentSort.Id,
    bool OutsideOnly = false,
    bool WaitsOnly = false);

public enum DocumentSort
{
    /// <summary>An order that never changes: nothing is missed or shown twice, whatever is written meanwhile.</summary>
    Id,

    /// <summary>By title, as people sort it: case and accents do not count.</summary>
    Title,

    /// <summary>What changed last comes first.</summary>
    Changed,
}
