namespace NotionSync.Emulator.OAuth;

/// <summary>An error of the token endpoints; codes as in RFC 6749, section 5.2.</summary>
internal sealed class OAuthException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static OAuthException InvalidClient() => new(401, "invalid_client", "Client authentication failed.");

    public static OAuthException InvalidRequest(string message) => new(400, "invalid_request", message);

    public static OAuthException InvalidGrant(string message) => new(400, "invalid_grant", message);
}
