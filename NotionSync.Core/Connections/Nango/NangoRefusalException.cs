namespace NotionSync.Connections.Nango;

/// <summary>Nango answered, and not with what was asked for.</summary>
internal sealed class NangoRefusalException(int status, string? errorCode) : ProblemException(
    status >= 500 ? ProblemKind.Unavailable : ProblemKind.BadGateway,
    status >= 500 ? "broker_unavailable" : "broker_refused",
    $"Nango answered {status}{(errorCode is null ? "." : $" {errorCode}.")}")
{
    public int Status => status;

    public string? ErrorCode => errorCode;

    /// <summary>What Nango says of an id that it does not know differs from route to route, and from version to version.</summary>
    public bool IsUnknownConnection => errorCode is "unknown_connection" or "connection_not_found" || (status == 404 && errorCode is "not_found");

    /// <summary>Notion gave no new token, now or a moment ago.</summary>
    public bool IsFailedRenewal => errorCode is "invalid_credentials" or "connection_refresh_backoff" or "refresh_token_external_error" || status == 424;
}
