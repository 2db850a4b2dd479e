namespace NotionSync.Emulator.Nango;

/// <summary>The one environment of the emulated Nango. <c>PATCH /_emulator/nango</c> changes it.</summary>
internal sealed record NangoSettings
{
    /// <summary>The environment's API key.</summary>
    public required string SecretKey { get; init; }

    /// <summary>What its webhooks are signed with.</summary>
    public required string WebhookKey { get; init; }

    /// <summary>Where its webhooks go; null: nowhere.</summary>
    public Uri? WebhookUrl { get; init; }

    /// <summary>The key of its only integration, whose provider is <c>notion</c>.</summary>
    public string IntegrationId { get; init; } = "notion";

    /// <summary>Calls that the account may make in a window; 0 = no limit. A default account of Nango's has 200.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>The length of that window, which is fixed: it starts with the first call after the last one ended.</summary>
    public int WindowSeconds { get; init; } = 60;

    /// <summary>Whether five failed webhooks within ten seconds end all webhooks for a minute.</summary>
    public bool HasBreaker { get; init; } = true;

    /// <summary>What Notion signs its webhooks to Nango with; null: Nango checks nothing.</summary>
    public string? NotionWebhookSecret { get; init; }
}
