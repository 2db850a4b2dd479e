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
    /// <summary>Calls Notion directly with a token.</summary>
    public static NotionCredentials ForToken(Uri baseUrl, string token, string connectionKey)
        => new(baseUrl, [new("Authorization", $"Bearer {token}")], connectionKey);

    public override string ToString() => $"{ConnectionKey} at {BaseAddress.Host}";
}
