namespace NotionSync.Connections.Nango;

/// <summary>What Nango tells of a connection, but for its tokens: they are not read.</summary>
/// <param name="TenantId">From the tags that the connect session was made with; null for one that is none of ours.</param>
/// <param name="UserId">From those tags: who of ours connected it.</param>
/// <param name="HasErrors">Nango could not renew its token lately, or its credentials failed a check.</param>
public sealed record NangoConnection(string Id, string? TenantId, string? UserId, Workspace Workspace, bool HasErrors);

/// <summary>A page of Nango's where a user connects. Good for 30 minutes.</summary>
/// <param name="ConnectUrl">Where to send the browser.</param>
/// <param name="Token">For a front end that embeds Nango's own component instead. A secret until it expires.</param>
public sealed record NangoSession(Uri ConnectUrl, string Token, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"a session at {ConnectUrl.Host} until {ExpiresAt:O}";
}
