using NotionSync.Emulator.OAuth;

namespace NotionSync.Emulator.Webhooks;

/// <summary>Where an integration's events go, as set in Notion's portal.</summary>
/// <param name="Token">What the URL must be verified with, and its events are signed with.</param>
/// <param name="Client">The public connection whose bots must see what an event is of; null for an internal one.</param>
internal sealed record NotionSubscription(Guid Id, Uri Url, string Token, OAuthClient? Client)
{
    /// <summary><c>pending</c> until somebody gives the token back, then <c>active</c>; <c>paused</c> after a 429.</summary>
    public string Status { get; set; } = "pending";
}
