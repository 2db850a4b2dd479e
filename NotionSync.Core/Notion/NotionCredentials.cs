namespace NotionSync.Notion;

/// <summary>
/// How the calls of one connection reach Notion: directly with a bearer token, or through a broker's proxy with its
/// own headers. Lives in memory only; <see cref="ToString"/> shows no secret.
/// </summary>
/// <param name="BaseAddress">What stands before <c>v1/…</c>, ending in a slash.</param>
/// <param name="Headers">Sent with each call.</param>
/// <param name="ConnectionKey">Names the connection's window at the throttle.</param>
public sealed record NotionCredentials(Uri BaseAddress, IReadOnlyList<KeyValuePair<string, string>> Headers, string ConnectionKey)
{
    /// <summary>What Nango allows an account in a minute unless it was told otherwise (its repository, packages/server, rate limits).</summary>
    public const int DefaultBrokerLimit = 200;

    /// <summary>
    /// Names the window of the broker's own limit, which all connections behind one broker account share
    /// (<c>nango:HOST</c>); null where calls go to Notion directly. The broker's 429 pauses this key and not the connection's.
    /// </summary>
    public string? BrokerKey { get; init; }

    /// <summary>Requests that the broker allows its account in one window.</summary>
    public int BrokerLimit { get; init; } = DefaultBrokerLimit;

    /// <summary>Names the window of Notion's limit per workspace (<c>workspace:ID</c>); null where the workspace is not known.</summary>
    public string? WorkspaceKey { get; init; }

    /// <summary>The limits that the calls count against.</summary>
    internal ThrottleKeys ThrottleKeys => new(ConnectionKey) { Workspace = WorkspaceKey, Broker = BrokerKey, BrokerLimit = BrokerLimit };

    /// <summary>
    /// Asked once after Notion's 401: gives credentials with a new token, or null where there is none to be had and the
    /// connection needs its admin. Null: the token never changes.
    /// </summary>
    public Func<CancellationToken, Task<NotionCredentials?>>? Renew { get; init; }

    /// <summary>Calls Notion directly with a token.</summary>
    public static NotionCredentials ForToken(Uri baseUrl, string token, string connectionKey)
        => new(baseUrl, [new("Authorization", $"Bearer {token}")], connectionKey);

    public override string ToString() => $"{ConnectionKey} at {BaseAddress.Host}";
}
