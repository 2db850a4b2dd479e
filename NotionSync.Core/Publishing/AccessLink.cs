namespace NotionSync.Publishing;

/// <summary>A link that lets a contact in. The link itself is shown once, when it is made; only its hash is kept.</summary>
/// <param name="Hash">SHA-256 of the link's token, lower-case hexadecimal.</param>
public sealed record AccessLink(string Id, string ContactId, string Hash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string CreatedBy, DateTimeOffset? RevokedAt = null);

/// <summary>A link as it is shown, once.</summary>
public sealed record NewAccessLink(AccessLink Link, string Token);

/// <summary>Names the secret that signs a tenant's links.</summary>
public sealed record SigningKey(string Secret);
