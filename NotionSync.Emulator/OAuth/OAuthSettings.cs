namespace NotionSync.Emulator.OAuth;

/// <summary>How the emulated OAuth behaves where the real one leaves room. <c>PATCH /_emulator/oauth</c> changes it.</summary>
internal sealed record OAuthSettings
{
    /// <summary>Seconds until an access token is refused; 0 = never. Notion never says how long one lives.</summary>
    public int AccessTokenSeconds { get; init; }

    /// <summary>Whether a consent of the same user makes the refresh token of the earlier one worthless.</summary>
    public bool InvalidateOnReauthorize { get; init; }

    /// <summary>Whether a consent of the same user and integration gets the bot of the earlier one, not a new one.</summary>
    public bool ReuseBot { get; init; }

    /// <summary>Whether token errors have the shape of Notion's other errors, not that of RFC 6749.</summary>
    public bool NotionErrors { get; init; }
}
