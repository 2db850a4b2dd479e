namespace NotionSync.Publishing;

/// <summary>Somebody outside asks for access. It waits until a content manager approves or rejects it.</summary>
public sealed record AccessRequest(string Id, string Email, string? Name, string? Company, string? Message, IReadOnlyList<string> DocumentIds, DateTimeOffset CreatedAt);

public sealed record AccessRequestDraft(string Email, string? Name = null, string? Company = null, string? Message = null, IReadOnlyList<string>? DocumentIds = null);

/// <param name="DocumentIds">What is given; <see langword="null"/>: what was asked for; empty: the whole library.</param>
/// <param name="ExpiresAt">When what is given ends.</param>
/// <param name="LinkExpiresAt">When the link ends that comes with it.</param>
public sealed record AccessApproval(
    Documents.AccessLevel Level,
    DateTimeOffset? ExpiresAt = null,
    IReadOnlyList<string>? DocumentIds = null,
    IReadOnlyList<string>? GroupIds = null,
    DateTimeOffset? LinkExpiresAt = null);
