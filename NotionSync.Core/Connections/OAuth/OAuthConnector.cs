using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace NotionSync.Connections.OAuth;

/// <summary>Connects by OAuth with Notion directly: sends the browser to Notion, and takes it back.</summary>
public sealed partial class OAuthConnector(
    IOAuthStateStore states,
    NotionApps apps,
    NotionOAuthClient oauth,
    ReturnUrls returnUrls,
    OAuthConnections authorised,
    TimeProvider clock,
    ILogger<OAuthConnector> logger)
{
    /// <summary>Between sending the browser to Notion and its return.</summary>
    internal static readonly TimeSpan StateLifetime = TimeSpan.FromMinutes(10);

    private const int StateBytes = 32;
    private const int StateLength = 43;
    private const int MaxCodeLength = 2000;

    /// <param name="userId">Who of ours does it; only their browser may come back, where it says whose it is.</param>
    /// <param name="connectionId">The connection to authorise anew; null for a new one.</param>
    /// <returns>Where to send the browser, and until when.</returns>
    /// <exception cref="ProblemException"><c>oauth_is_off</c>, <c>return_url_not_allowed</c>, <c>not_found</c>, <c>other_provider</c>.</exception>
    public async Task<(Uri ConnectUrl, DateTimeOffset ExpiresAt)> StartAsync(
        string tenantId, string userId, string? connectionId, string? returnUrl, CancellationToken cancellationToken)
    {
        var app = await apps.GetAsync(tenantId, cancellationToken);
        var returnTo = returnUrls.Choose(returnUrl);

        if (connectionId is not null)
        {
            await authorised.RequireAsync(tenantId, connectionId, cancellationToken);
        }

        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(StateBytes));
        var expiresAt = clock.GetUtcNow() + StateLifetime;
        await states.AddAsync(new(Hash(state), tenantId, userId, app.ClientId, connectionId, returnTo, expiresAt), cancellationToken);

        return (oauth.AuthorizeUrl(app, state), expiresAt);
    }

    /// <summary>Takes a browser back from Notion. Whatever came with it, its state works once.</summary>
    /// <param name="caller">Who the browser says it is, where it says anything.</param>
    /// <exception cref="ProblemException"><c>invalid_state</c>: none of ours, used, or too old. There is nowhere to send the browser.</exception>
    public async Task<OAuthReturn> CompleteAsync(string? state, string? code, string? error, (string? TenantId, string UserId)? caller, CancellationToken cancellationToken)
    {
        var known = state is { Length: StateLength } && Base64Url.IsValid(state) ? await states.TryTakeAsync(Hash(state), cancellationToken) : null;

        if (known is null || known.ExpiresAt <= clock.GetUtcNow())
        {
            Log.StateRefused(logger);
            throw new ProblemException(ProblemKind.Invalid, "invalid_state", "This way of connecting was used or has run out. Start it again.");
        }

        var outcome = await FinishAsync(known, code, error, caller, cancellationToken);

        if (outcome.Error is { } reason)
        {
            Log.NotConnected(logger, known.TenantId, reason);
        }

        return outcome;
    }

    private async Task<OAuthReturn> FinishAsync(OAuthState known, string? code, string? error, (string? TenantId, string UserId)? caller, CancellationToken cancellationToken)
    {
        if (caller is { } browser && (browser.TenantId != known.TenantId || browser.UserId != known.UserId))
        {
            return new(known.ReturnUrl, null, "other_user");
        }

        if (error is { Length: > 0 } || code is not { Length: > 0 and <= MaxCodeLength })
        {
            return new(known.ReturnUrl, null, error == "access_denied" ? error : "authorization_failed");
        }

        try
        {
            var app = await apps.FindAsync(known.TenantId, known.ClientId, cancellationToken)
                ?? throw new ProblemException(ProblemKind.Unprocessable, "oauth_is_off", "The Notion app is configured no more.");
            var connection = await authorised.SaveAsync(known, app, await oauth.ExchangeAsync(app, code, cancellationToken), cancellationToken);
            return new(known.ReturnUrl, connection.Id, null);
        }
        catch (OAuthException exception)
        {
            Log.ExchangeFailed(logger, known.TenantId, exception);
            return new(known.ReturnUrl, null, exception.Error switch
            {
                OAuthError.InvalidGrant => "invalid_grant",
                OAuthError.InvalidClient => "app_refused",
                _ => "notion_unavailable",
            });
        }
        catch (ProblemException problem)
        {
            return new(known.ReturnUrl, null, problem.Code);
        }
    }

    private static string Hash(string state) => Convert.ToHexStringLower(SHA256.HashData(Base64Url.DecodeFromChars(state)));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A browser came back from Notion with a state that is unknown, used or too old.")]
        public static partial void StateRefused(ILogger logger);

        [LoggerMessage(2, LogLevel.Information, "Tenant {TenantId} did not connect: {Reason}.")]
        public static partial void NotConnected(ILogger logger, string tenantId, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Notion gave tenant {TenantId} no tokens.")]
        public static partial void ExchangeFailed(ILogger logger, string tenantId, Exception exception);
    }
}

/// <summary>How it ended: with a connection, or with the code of an error.</summary>
/// <param name="Url">Where the browser goes on, from the allow-list; null where none is configured.</param>
public sealed record OAuthReturn(Uri? Url, string? ConnectionId, string? Error)
{
    /// <summary>The address with the outcome as its <c>connection</c> or <c>error</c>.</summary>
    public Uri? Location => Url is null ? null : new($"{Url.AbsoluteUri}{(Url.Query.Length > 0 ? '&' : '?')}{(ConnectionId is { } id ? $"connection={id}" : $"error={Error}")}");
}
