using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.OAuth;

/// <summary>A user's consent: the bot that it made, the pages it may see, and the tokens that are good now.</summary>
internal sealed class Consent(OAuthClient client, Guid bot, JsonObject user, IReadOnlyList<Guid> picked)
{
    public OAuthClient Client { get; } = client;

    public Guid Bot { get; } = bot;

    public JsonObject User { get; } = user;

    public Guid UserId { get; } = Guid.Parse((string)user["id"]!);

    public IReadOnlyList<Guid> Picked { get; } = picked;

    public Viewer Viewer { get; } = Viewer.OfConsent(client.Name, bot, user, picked);

    /// <summary>Null once it was revoked.</summary>
    public string? AccessToken { get; set; }

    /// <summary>Null once it was revoked, or made worthless by a later consent.</summary>
    public string? RefreshToken { get; set; }

    public DateTimeOffset IssuedAt { get; set; }

    /// <summary>Set when the access token shall be refused although nobody revoked it.</summary>
    public bool IsExpired { get; set; }
}
