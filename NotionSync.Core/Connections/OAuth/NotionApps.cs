using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace NotionSync.Connections.OAuth;

/// <summary>The Notion apps that users may be sent to: a tenant's own, where it has one, else the operator's.</summary>
public sealed class NotionApps(IOptions<NotionOAuthOptions> options, ISecretStore secrets)
{
    private const int MaxLength = 300;

    /// <summary>Where Notion sends browsers back to, whichever app they agreed to; null where it is not configured.</summary>
    public Uri? RedirectUri => options.Value.RedirectUri;

    /// <summary>The app for a tenant's next authorisation.</summary>
    /// <exception cref="ProblemException"><c>oauth_is_off</c>.</exception>
    public async Task<NotionApp> GetAsync(string tenantId, CancellationToken cancellationToken)
        => await FindOwnAsync(tenantId, cancellationToken) ?? Operators ?? throw Off();

    /// <summary>Whether there is an app for a tenant's next authorisation.</summary>
    public async Task<bool> HasAsync(string? tenantId, CancellationToken cancellationToken)
        => Operators is not null || (tenantId is not null && await FindOwnAsync(tenantId, cancellationToken) is not null);

    /// <summary>The app that tokens belong to; null where it is configured no more.</summary>
    public async Task<NotionApp?> FindAsync(string tenantId, string clientId, CancellationToken cancellationToken)
        => Operators is { } app && app.ClientId == clientId ? app
            : await FindOwnAsync(tenantId, cancellationToken) is { } own && own.ClientId == clientId ? own
            : null;

    /// <summary>The tenant's own app; null where it has none.</summary>
    public async Task<NotionApp?> FindOwnAsync(string tenantId, CancellationToken cancellationToken)
        => RedirectUri is { } redirect
            && await secrets.FindAsync(NameOf(tenantId), cancellationToken) is { } json
            && JsonSerializer.Deserialize(json, OAuthJson.Default.StoredApp) is { } stored
                ? new(stored.ClientId, stored.ClientSecret, redirect)
                : null;

    /// <summary>Gives a tenant an app of its own, instead of the one it had. Connections that were authorised with that one work until their tokens end.</summary>
    /// <exception cref="ProblemException"><c>invalid_request</c>, <c>oauth_is_off</c>: this deployment has no address for Notion to come back to.</exception>
    public async Task SetOwnAsync(string tenantId, string clientId, string clientSecret, CancellationToken cancellationToken)
    {
        if (RedirectUri is null)
        {
            throw Off();
        }

        await secrets.SetAsync(
            NameOf(tenantId), JsonSerializer.Serialize(new StoredApp(Check(clientId), Check(clientSecret)), OAuthJson.Default.StoredApp), cancellationToken);
    }

    /// <summary>Forgets a tenant's own app. Nothing there is fine.</summary>
    public Task RemoveOwnAsync(string tenantId, CancellationToken cancellationToken) => secrets.DeleteAsync(NameOf(tenantId), cancellationToken);

    private NotionApp? Operators
        => options.Value is { ClientId: { Length: > 0 } id, ClientSecret: { } secret, RedirectUri: { } redirect } ? new(id, secret, redirect) : null;

    // A tenant's name may hold what a secret's name may not.
    private static string NameOf(string tenantId) => $"notion-app-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenantId)))}";

    private static string Check(string value)
        => value.Trim() is { Length: > 0 and <= MaxLength } given && given.All(character => character is > ' ' and <= '~' and not ':')
            ? given
            : throw new ProblemException(ProblemKind.Invalid, "invalid_request", "Copy the client id and the client secret again from the integration's settings.");

    private static ProblemException Off()
        => new(ProblemKind.Unprocessable, "oauth_is_off", "This deployment has no Notion app to authorise. Connect by Nango or by a token.");
}
