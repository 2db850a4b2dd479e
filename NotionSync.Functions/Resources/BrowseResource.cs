using NotionSync.Browsing;
using NotionSync.Documents;
using NotionSync.Notion;

namespace NotionSync.Resources;

/// <summary>Something in Notion that can be imported. <see cref="DocumentId"/> and <see cref="DocumentStatus"/>: it was.</summary>
/// <param name="Path">Of search results: the titles of what it lies in, the outermost first, as far as they are known.</param>
internal sealed record BrowseResource(
    NotionId Id,
    string Type,
    string Title,
    string? Url,
    NotionIcon? Icon,
    NotionParent Parent,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastEditedAt,
    string? DocumentId,
    DocumentStatus? DocumentStatus,
    IReadOnlyList<string>? Path)
{
    public static BrowseResource Of(BrowseItem item)
        => new(
            item.Source.Id,
            item.Source.Kind,
            item.Source.Title,
            item.Source.Url,
            item.Source.Icon,
            item.Source.Parent,
            item.Source.CreatedAt,
            item.Source.LastEditedAt,
            item.Document?.Id,
            item.Document?.Status,
            item.Path);
}

/// <summary>What was found, and where it goes on.</summary>
/// <param name="Incomplete">There is more than was looked through, and no cursor leads to it: of a page longer than a look takes, of a workspace with thousands of pages.</param>
internal sealed record BrowseListResource(IReadOnlyList<BrowseResource> Items, string? NextCursor, bool Incomplete);
