using NotionSync.Connections;
using NotionSync.Connections.Nango;

namespace NotionSync.Resources;

internal sealed record SessionRequest
{
    public required ConnectionProvider Provider { get; init; }

    public string? ReturnUrl { get; init; }

    public string? ConnectionId { get; init; }
}

/// <param name="Token">For a front end with Nango's own component; null for direct OAuth.</param>
internal sealed record SessionResource(Uri ConnectUrl, string? Token, DateTimeOffset ExpiresAt)
{
    public static SessionResource Of(NangoSession session) => new(session.ConnectUrl, session.Token, session.ExpiresAt);

    public static SessionResource Of((Uri ConnectUrl, DateTimeOffset ExpiresAt) session) => new(session.ConnectUrl, null, session.ExpiresAt);
}

internal sealed record TokenReplacement
{
    public required string Token { get; init; }
}

internal sealed record ConnectionChangeRequest
{
    public string? Name { get; init; }

    public AutoSyncChange? AutoSync { get; init; }
}

internal sealed record AutoSyncChange
{
    public bool? Enabled { get; init; }

    public int? IntervalHours { get; init; }
}

internal sealed record VerificationResource(string VerificationToken);

internal sealed record NotionAppRequest
{
    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }
}

/// <param name="ClientId">The tenant's own app; null: it uses the operator's.</param>
/// <param name="RedirectUri">What to enter in the app as its redirect URI.</param>
internal sealed record NotionAppResource(string? ClientId, Uri? RedirectUri);
