using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Nango;

/// <summary>Permission to connect, or to connect again, given to a browser for half an hour.</summary>
/// <param name="ConnectionId">The connection that is connected again; null for a new one.</param>
/// <param name="Tags">With lower-case keys, as Nango keeps them.</param>
/// <param name="WebhookUrl">Where the connection's webhooks go instead of the environment's URL.</param>
internal sealed record ConnectSession(
    string Token, DateTimeOffset ExpiresAt, string? ConnectionId, JsonObject Tags, JsonObject? EndUser, JsonObject? Organization, Uri? WebhookUrl);
