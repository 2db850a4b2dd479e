using NotionSync.Browsing;
using NotionSync.Notion;

namespace NotionSync.Resources;

/// <summary>Something in Notion that can be imported. <see cref="DocumentId"/>: it was.</summary>
internal sealed record BrowseResource(
    NotionId Id,
    string Type,
    string Title,
    string? Url,
    NotionIcon? Icon,
    NotionParent Parent,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? LastEditedAt,
    string? DocumentId)
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
            item.DocumentId);
}

/// <summary>What was found, and where it goes on.</summary>
/// <param name="Incomplete">There is more than was looked through, and no cursor leads to it: of a page longer than a look takes, of a workspace with thousands of pages.</param>
internal sealed record BrowseListResource(IReadOnlyList<BrowseResource> Items, string? NextCursor, bool Incomplete);
