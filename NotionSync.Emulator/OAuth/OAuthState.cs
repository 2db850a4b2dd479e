namespace NotionSync.Emulator.OAuth;

/// <summary>What the OAuth endpoints share.</summary>
internal sealed class OAuthState
{
    public OAuthState(IEnumerable<string> clients, TimeProvider clock)
    {
        Clients = new(clients.Select(OAuthClient.Parse));
        Consents = new(clock, () => Settings);
    }

    public OAuthClients Clients { get; }

    public Consents Consents { get; }

    public OAuthSettings Settings { get; set; } = new();
}
