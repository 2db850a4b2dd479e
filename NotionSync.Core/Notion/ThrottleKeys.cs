namespace NotionSync.Notion;

/// <summary>The limits that the calls of a connection count against, by the names of their windows.</summary>
/// <param name="Connection">Notion's limit per connection. Null for a call that is for the broker itself.</param>
public sealed record ThrottleKeys(string? Connection)
{
    /// <summary>
    /// Notion's limit per workspace, which all its connections share, of whatever tenant. How high it is Notion does not
    /// say, so nothing is counted: only its pauses are kept. Null where the workspace is not known.
    /// </summary>
    public string? Workspace { get; init; }

    /// <summary>The broker's limit per account, which all connections through it share. Null where there is no broker.</summary>
    public string? Broker { get; init; }

    /// <summary>Requests that the broker's account may make in one window.</summary>
    public int BrokerLimit { get; init; } = NotionCredentials.DefaultBrokerLimit;
}

/// <summary>Whose limit it is that refused a call.</summary>
public enum ThrottleScope
{
    /// <summary>The connection has to be left alone, and it is not said that its own allowance is used up: 529, or a network before Notion.</summary>
    Connection,

    /// <summary>The connection's own allowance: <c>public_api_request_rate_limit</c>.</summary>
    Allowance,

    /// <summary>All connections of the workspace: <c>public_api_space_request_rate_limit</c>.</summary>
    Workspace,

    /// <summary>One endpoint of the connection: <c>public_api_endpoint_rate_limit</c>.</summary>
    Endpoint,

    /// <summary>The account at the broker.</summary>
    Broker,
}

/// <summary>Notion, or the broker, asks to be left alone.</summary>
/// <param name="Endpoint">The template of the call that was refused.</param>
/// <param name="Duration">For how long.</param>
public sealed record ThrottleRefusal(ThrottleScope Scope, string Endpoint, TimeSpan Duration);
