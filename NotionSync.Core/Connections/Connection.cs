namespace NotionSync.Connections;

/// <summary>A tenant's link to one Notion workspace. Holds no secret: those lie in the <see cref="ISecretStore"/>.</summary>
public sealed record Connection
{
    public required string TenantId { get; init; }

    public required string Id { get; init; }

    public required ConnectionProvider Provider { get; init; }

    public required ConnectionStatus Status { get; init; }

    /// <summary>When the status last became another one than before; null: never.</summary>
    public DateTimeOffset? StatusSince { get; init; }

    public required Workspace Workspace { get; init; }

    public string? Name { get; init; }

    /// <summary>Raised by everything that makes work in flight void; each message carries it and is dropped when it differs.</summary>
    public required int Generation { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSyncAt { get; init; }

    public DateTimeOffset? NextSyncAt { get; init; }

    public required AutoSync AutoSync { get; init; }

    /// <summary>Who of ours connected it, as the principal named them.</summary>
    public string? ConnectedBy { get; init; }

    /// <summary>Names its secret in the <see cref="ISecretStore"/>; each authorisation has one of its own. Null with a broker.</summary>
    public string? SecretName { get; init; }

    /// <summary>The broker's id of it: all that is kept of a connection whose tokens the broker has.</summary>
    public string? BrokerId { get; init; }

    /// <summary>
    /// Who authorised it in Notion: <c>user:ID</c>, or <c>bot:ID</c> where Notion names no user and of an internal integration.
    /// With the workspace it says which authorisations are of the same connection.
    /// </summary>
    public string? NotionOwner { get; init; }

    /// <summary>An Admin has granted that actions may write through it; only where the deployment allows that at all.</summary>
    public bool AllowsWrites { get; init; }

    /// <summary>
    /// Set from the moment it was ended until nothing of it is left to clear away. A store gives such a connection only
    /// to who asks for it.
    /// </summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Of one that was ended: its documents go too, and are not only marked.</summary>
    public bool EndsWithDocuments { get; init; }

    /// <summary>
    /// Set with each authorisation until all that follows from it is done: told, and in the timetable. What a crash cut
    /// off, the timer takes up.
    /// </summary>
    public ConnectionBeginning? Begins { get; init; }

    /// <summary>The store's mark of this state; a write with an older one is refused.</summary>
    public string? ETag { get; init; }
}

/// <summary>How the connection authenticates.</summary>
public enum ConnectionProvider
{
    /// <summary>An internal integration token, given by the admin.</summary>
    Token,

    /// <summary>OAuth with Notion directly.</summary>
    Notion,

    /// <summary>OAuth through the broker Nango.</summary>
    Nango,
}

public enum ConnectionBeginning
{
    /// <summary>It was not there before.</summary>
    New,

    /// <summary>It was authorised again.</summary>
    Again,
}

public enum ConnectionStatus
{
    Active,

    /// <summary>Notion refuses its token for good; an admin has to authorise it again.</summary>
    NeedsReauthorization,

    /// <summary>
    /// Notion asked not to be called again (<c>public_api_request_blocked</c>). Nothing is called until an admin checks
    /// the connection, and Notion answers again.
    /// </summary>
    Blocked,
}

public sealed record Workspace(string? Id, string? Name, string? Icon);

/// <param name="IntervalHours">1, 3, 4, 6, 12 or 24.</param>
public sealed record AutoSync(bool Enabled, int IntervalHours);
