using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Nango;

/// <summary>A connection that Nango keeps: its tags, and the tokens that Notion gave for it.</summary>
internal sealed class NangoConnection(int number, string id, string integration, DateTimeOffset createdAt)
{
    private const string Provider = "notion";

    public string Id { get; } = id;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    public DateTimeOffset? LastFetchedAt { get; set; }

    public JsonObject Tags { get; set; } = [];

    public JsonObject? EndUser { get; set; }

    public JsonObject? Organization { get; set; }

    public Uri? WebhookUrl { get; set; }

    /// <summary>What Notion's token endpoint answered last.</summary>
    public JsonObject Raw { get; set; } = [];

    /// <summary>Whether the last refresh failed.</summary>
    public bool HasAuthError { get; set; }

    /// <summary>One refresh at a time, as in Nango.</summary>
    public SemaphoreSlim RefreshGate { get; } = new(1, 1);

    public string AccessToken => (string)Raw["access_token"]!;

    public string? RefreshToken => (string?)Raw["refresh_token"];

    public string? WorkspaceId => (string?)Raw["workspace_id"];

    /// <summary>As in the list: without credentials.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = number,
        ["connection_id"] = Id,
        ["provider_config_key"] = integration,
        ["provider"] = Provider,
        ["errors"] = Errors(),
        ["end_user"] = EndUserJson(),
        ["tags"] = Tags.DeepClone(),
        ["metadata"] = null,
        ["created"] = Time(CreatedAt),
    };

    /// <summary>As a single connection is shown.</summary>
    /// <param name="withRefreshToken">Whether the refresh token is among the credentials.</param>
    public JsonObject ToFullJson(bool withRefreshToken)
    {
        var raw = Raw.DeepClone().AsObject();
        var credentials = new JsonObject { ["type"] = "OAUTH2", ["access_token"] = AccessToken };

        if (withRefreshToken)
        {
            credentials["refresh_token"] = RefreshToken;
        }
        else
        {
            raw.Remove("refresh_token");
        }

        credentials["raw"] = raw;

        return new()
        {
            ["id"] = number,
            ["connection_id"] = Id,
            ["provider_config_key"] = integration,
            ["provider"] = Provider,
            ["errors"] = Errors(),
            ["end_user"] = EndUserJson(),
            ["tags"] = Tags.DeepClone(),
            ["metadata"] = null,
            ["connection_config"] = new JsonObject { ["workspace_id"] = WorkspaceId },
            ["created_at"] = Time(CreatedAt),
            ["updated_at"] = Time(UpdatedAt),
            ["last_fetched_at"] = LastFetchedAt is { } fetched ? Time(fetched) : null,
            ["credentials"] = credentials,
        };
    }

    private JsonArray Errors() => HasAuthError ? [new JsonObject { ["type"] = "auth", ["log_id"] = $"log_{number}" }] : [];

    private JsonObject? EndUserJson() => EndUser is null ? null : new()
    {
        ["id"] = (string?)EndUser["id"],
        ["display_name"] = (string?)EndUser["display_name"],
        ["email"] = (string?)EndUser["email"],
        ["tags"] = EndUser["tags"]?.DeepClone(),
        ["organization"] = Organization?.DeepClone(),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
