namespace NotionSync.Connections;

/// <summary>A tenant's link to one Notion workspace. Holds no secret: those lie in the <see cref="ISecretStore"/>.</summary>
public sealed record Connection
{
    public required string TenantId { get; init; }

    public required string Id { get; init; }

    public required ConnectionProvider Provider { get; init; }

    public required ConnectionStatus Status { get; init; }

    public required Workspace Workspace { get; init; }

    public string? Name { get; init; }

    /// <summary>Raised by everything that makes work in flight void; each message carries it and is dropped when it differs.</summary>
    public required int Generation { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastSyncAt { get; init; }

    public DateTimeOffset? NextSyncAt { get; init; }

    public required AutoSync AutoSync { get; init; }

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

public enum ConnectionStatus
{
    Active,
    NeedsReauthorization,
}

public sealed record Workspace(string? Id, string? Name, string? Icon);

/// <param name="IntervalHours">1, 3, 4, 6, 12 or 24.</param>
public sealed record AutoSync(bool Enabled, int IntervalHours);
