using NotionSync.Documents;

namespace NotionSync.Publishing;

/// <summary>What a contact or a group was given.</summary>
public sealed record Grant
{
    /// <summary>Names the subject too, see <see cref="GrantSubject"/>.</summary>
    public required string Id { get; init; }

    public string? ContactId { get; init; }

    public string? GroupId { get; init; }

    public required GrantScope Scope { get; init; }

    /// <summary>The document, or the one at the top of the folder; <see langword="null"/> for the whole library.</summary>
    public string? DocumentId { get; init; }

    /// <summary><see cref="AccessLevel.Contact"/>: documents of that level; <see cref="AccessLevel.ContactNda"/>: these and those that ask for an NDA, once it is accepted.</summary>
    public required AccessLevel Level { get; init; }

    /// <summary>From this moment on it gives nothing.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }
}

public enum GrantScope
{
    Document,

    /// <summary>A document and all that lies below it, now and later.</summary>
    Folder,

    /// <summary>Every document of the tenant that is for contacts.</summary>
    Library,
}

/// <summary>Who is given something.</summary>
public sealed record GrantSubject(bool IsGroup, string Id)
{
    private const int IdLength = 32;

    public string Key => $"{(IsGroup ? 'g' : 'c')}{Id}";

    public string NewGrantId() => $"{Key}{PublishingKeys.NewId()[..16]}";

    /// <returns>The subject that the id of a grant names; <see langword="null"/>: it is none.</returns>
    public static GrantSubject? OfGrant(string grantId)
        => grantId.Length == 1 + IdLength + 16 && grantId[0] is 'c' or 'g' && grantId.Skip(1).All(char.IsAsciiHexDigitLower)
            ? new(grantId[0] == 'g', grantId.Substring(1, IdLength))
            : null;
}
