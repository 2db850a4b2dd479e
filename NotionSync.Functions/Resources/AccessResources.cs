using NotionSync.Documents;
using NotionSync.Publishing;

namespace NotionSync.Resources;

internal sealed record GroupDraft(string Name);

internal sealed record NdaDraft(string Text, bool AskAgain = false);

internal sealed record LinkDraft(DateTimeOffset? ExpiresAt = null);

/// <summary>A link. <see cref="Token"/> and <see cref="Path"/> are there once, when it is made.</summary>
internal sealed record LinkResource(string Id, string ContactId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, string? Token, string? Path)
{
    public static LinkResource Of(AccessLink link) => new(link.Id, link.ContactId, link.CreatedAt, link.ExpiresAt, link.RevokedAt, null, null);

    public static LinkResource Of(NewAccessLink made, string tenant)
        => Of(made.Link) with { Token = made.Token, Path = $"/api/public/{Uri.EscapeDataString(tenant)}/enter?link={made.Token}" };
}

internal sealed record ApprovalResource(Contact Contact, LinkResource Link);

internal sealed record LevelChange
{
    // Required: left out, it would be the first of the levels, and that is the widest.
    public required AccessLevel AccessLevel { get; init; }

    public IReadOnlyList<string>? DocumentIds { get; init; }

    public string? FolderId { get; init; }
}
