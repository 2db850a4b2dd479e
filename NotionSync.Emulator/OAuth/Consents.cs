using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.OAuth;

/// <summary>All consents with their codes and tokens. Each call is one step: two refreshes at once are two steps.</summary>
internal sealed class Consents(TimeProvider clock, Func<OAuthSettings> settings)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<Consent> _consents = [];
    private readonly Dictionary<string, Code> _codes = [];

    /// <summary>Records that a user said yes.</summary>
    /// <returns>The code that the integration exchanges, once and within ten minutes.</returns>
    public string Grant(Authorization authorization, JsonObject user, IReadOnlyList<Guid> picked)
    {
        lock (_gate)
        {
            var userId = Guid.Parse((string)user["id"]!);
            var earlier = _consents.FindLast(one => one.Client.Id == authorization.Client.Id && one.UserId == userId);
            var bot = earlier is not null && settings().ReuseBot ? earlier.Bot : Guid.NewGuid();
            var code = Secret("code_");

            _codes[code] = new(new Consent(authorization.Client, bot, user, picked), authorization, clock.GetUtcNow() + CodeLifetime);
            return code;
        }
    }

    /// <summary>Exchanges a code for the first tokens of its consent.</summary>
    /// <exception cref="OAuthException"><c>invalid_grant</c></exception>
    public Consent Exchange(OAuthClient client, string code, string? redirectUri)
    {
        lock (_gate)
        {
            if (!_codes.Remove(code, out var known) || known.Consent.Client.Id != client.Id || clock.GetUtcNow() >= known.ExpiresAt)
            {
                throw OAuthException.InvalidGrant("Invalid code.");
            }

            if ((known.Authorization.IsRedirectNamed ? known.Authorization.RedirectUri : null) != redirectUri)
            {
                throw OAuthException.InvalidGrant("The redirect_uri is not the one of the authorization request.");
            }

            if (settings().InvalidateOnReauthorize)
            {
                foreach (var earlier in _consents.Where(one => one.Client.Id == client.Id && one.UserId == known.Consent.UserId))
                {
                    earlier.RefreshToken = null;
                }
            }

            Issue(known.Consent);
            _consents.Add(known.Consent);
            return known.Consent;
        }
    }

    /// <summary>Replaces both tokens; the old ones are worthless from now on.</summary>
    /// <exception cref="OAuthException"><c>invalid_grant</c></exception>
    public Consent Refresh(OAuthClient client, string refreshToken)
    {
        lock (_gate)
        {
            var consent = _consents.Find(one => one.RefreshToken == refreshToken && one.Client.Id == client.Id)
                ?? throw OAuthException.InvalidGrant("Invalid refresh token.");

            Issue(consent);
            return consent;
        }
    }

    /// <summary>The consent whose access token this is, while it is good.</summary>
    public Consent? FindByAccessToken(string token)
    {
        lock (_gate)
        {
            var lifetime = settings().AccessTokenSeconds;

            return _consents.Find(one => one.AccessToken == token
                && !one.IsExpired
                && (lifetime == 0 || clock.GetUtcNow() < one.IssuedAt.AddSeconds(lifetime)));
        }
    }

    /// <summary>Ends both tokens of the consent to which the given one belongs.</summary>
    public void Revoke(OAuthClient client, string token)
    {
        lock (_gate)
        {
            if (_consents.Find(one => one.Client.Id == client.Id && (one.AccessToken == token || one.RefreshToken == token)) is { } consent)
            {
                Revoke(consent);
            }
        }
    }

    /// <summary>Does something to the consents of one bot, or to all.</summary>
    /// <returns>How many it was done to.</returns>
    public int ForEach(Guid? bot, Action<Consent> act)
    {
        lock (_gate)
        {
            var meant = _consents.FindAll(one => bot is null || one.Bot == bot);
            meant.ForEach(act);
            return meant.Count;
        }
    }

    public IReadOnlyList<Consent> All()
    {
        lock (_gate)
        {
            return [.. _consents];
        }
    }

    public static void Revoke(Consent consent) => (consent.AccessToken, consent.RefreshToken) = (null, null);

    /// <summary>What nobody guesses.</summary>
    public static string Secret(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private void Issue(Consent consent)
    {
        consent.AccessToken = Secret("ntn_");
        consent.RefreshToken = Secret("nrt_");
        consent.IssuedAt = clock.GetUtcNow();
        consent.IsExpired = false;
    }

    private sealed record Code(Consent Consent, Authorization Authorization, DateTimeOffset ExpiresAt);
}
