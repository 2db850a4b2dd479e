namespace NotionSync.Notion;

/// <summary>An unresolved comment on a page or block.</summary>
/// <param name="RichText">The JSON array of its rich text.</param>
/// <param name="AuthorName">As Notion shows it; null where the answer does not say.</param>
public sealed record NotionComment(
    NotionId Id,
    NotionId? DiscussionId,
    NotionParent Parent,
    DateTimeOffset? CreatedAt,
    NotionId? AuthorId,
    string? AuthorName,
    ReadOnlyMemory<byte> RichText,
    ReadOnlyMemory<byte> Json);
