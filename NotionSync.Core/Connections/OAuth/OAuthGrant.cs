namespace NotionSync.Connections.OAuth;

/// <summary>What Notion gives for a code or a refresh token. Lives in memory only; <see cref="ToString"/> shows no secret.</summary>
/// <param name="RefreshToken">Null where Notion gives none: then the access token lasts until it is revoked.</param>
/// <param name="Owner">Who agreed, see <see cref="Connection.NotionOwner"/>.</param>
public sealed record OAuthGrant(string AccessToken, string? RefreshToken, string? Owner, Workspace Workspace)
{
    public override string ToString() => $"a grant of {Owner}";
}

/// <summary>A Notion app that users authorise: the operator's, or a tenant's own.</summary>
public sealed record NotionApp(string ClientId, string ClientSecret, Uri RedirectUri)
{
    public override string ToString() => $"the app {ClientId}";
}

/// <summary>Both tokens, and the app that they belong to, as one value: they are never stored one without the other.</summary>
public sealed record StoredTokens(string ClientId, string AccessToken, string? RefreshToken)
{
    public override string ToString() => $"tokens of the app {ClientId}";
}

public enum OAuthError
{
    /// <summary>The code or the token is used, expired or revoked.</summary>
    InvalidGrant,

    /// <summary>Notion does not accept the app: its id, its secret or its redirect address.</summary>
    InvalidClient,

    /// <summary>Notion cannot be reached, is busy or failed; whether it did what was asked is not known.</summary>
    Unavailable,
}

/// <summary>Notion gave no tokens. The message holds none either.</summary>
public sealed class OAuthException(OAuthError error, string? code, Exception? innerException = null)
    : Exception($"Notion's OAuth failed: {error}{(code is null ? string.Empty : $" ({code})")}.", innerException)
{
    public OAuthError Error => error;
}
