using NotionSync.Emulator.OAuth;

namespace NotionSync.Emulator.Nango;

/// <summary>What the endpoints of the emulated Nango share.</summary>
internal sealed class NangoState : IDisposable
{
    private readonly string _secret = Consents.Secret("secret_");

    public NangoState(EmulatorOptions options, TimeProvider clock)
    {
        Settings = new()
        {
            SecretKey = options.NangoSecretKey,
            WebhookKey = options.NangoWebhookKey,
            WebhookUrl = options.NangoWebhookUrl,
            RequestsPerMinute = options.NangoRequestsPerMinute,
        };
        Sessions = new(clock);
        Window = new(clock);
    }

    public NangoSettings Settings { get; set; }

    public ConnectSessions Sessions { get; }

    public NangoConnections Connections { get; } = new();

    public FixedWindow Window { get; }

    /// <summary>Calls Notion, which is this very emulator. Answers that redirect are answers.</summary>
    public HttpClient Notion { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false });

    /// <summary>The public connection that Nango's customer registered with Notion.</summary>
    /// <param name="baseAddress">Where this emulator is reached.</param>
    public OAuthClient Client(string baseAddress) => new("nango", _secret, "NotionSync", [$"{baseAddress}/nango/oauth/callback"]);

    public void Dispose() => Notion.Dispose();
}
