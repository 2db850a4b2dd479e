using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NotionSync.Connections.Incoming;

/// <summary>The settings under <c>NotionWebhook</c>.</summary>
public sealed class NotionWebhookOptions
{
    /// <summary>The verification token of the webhook subscription, which is its signing key too; wins over a stored one.</summary>
    public string? VerificationToken { get; set; }
}

/// <summary>
/// The key that Notion signs its webhooks with: the verification token that it sends once when a subscription is made
/// (https://developers.notion.com/reference/webhooks). Anybody can send one, so it counts only once the operator has read
/// it here and entered it at Notion, which confirms it.
/// </summary>
public sealed partial class NotionWebhookKeys(ISecretStore secrets, IOptions<NotionWebhookOptions> options, TimeProvider time, ILogger<NotionWebhookKeys> logger)
{
    private const string KeyName = "notion-webhook-key";
    private const string PendingName = "notion-webhook-pending";
    private const int MaxTokenLength = 300;

    /// <summary>Each one that is kept is a version of a secret, and anybody can send one.</summary>
    private const int MaxOffersPerHour = 10;

    // A vault allows some thousand reads in ten seconds; webhooks come in bursts, also those of strangers.
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(5);

    // While offers are refused, the store is not even asked.
    private static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(1);

    private (string? Key, long At)? _cached;
    private long? _fullAt;

    /// <returns>Null: there is none, and no webhook is accepted.</returns>
    public async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        if (options.Value.VerificationToken is { Length: > 0 } configured)
        {
            return configured;
        }

        if (_cached is var (key, at) && time.GetElapsedTime(at) < CachedFor)
        {
            return key;
        }

        var stored = await secrets.FindAsync(KeyName, cancellationToken);
        _cached = (stored, time.GetTimestamp());
        return stored;
    }

    /// <summary>
    /// Keeps a token that came until the operator reads it. A later one replaces it: the operator may have asked Notion to
    /// send it again. After some in an hour no more are kept before a reset: strangers sent them.
    /// </summary>
    /// <returns><see langword="false"/>: a key is in use already, and stays; or it is no token, or one too many.</returns>
    public async Task<bool> TryOfferAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > MaxTokenLength || token.Any(character => character is <= ' ' or > '~') || await FindAsync(cancellationToken) is not null)
        {
            Log.OfferRefused(logger);
            return false;
        }

        if (_fullAt is { } at && time.GetElapsedTime(at) < RefusedFor)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var pending = await FindPendingAsync(cancellationToken);
        var (since, count) = pending is not null && now - pending.Since < TimeSpan.FromHours(1) ? (pending.Since, pending.Count) : (now, 0);

        if (pending?.Token == token)
        {
            return true;
        }

        if (count >= MaxOffersPerHour)
        {
            _fullAt = time.GetTimestamp();
            Log.TooManyOffers(logger);
            return false;
        }

        await secrets.SetAsync(PendingName, string.Create(CultureInfo.InvariantCulture, $"{token} {since.ToUnixTimeSeconds()} {count + 1}"), cancellationToken);
        Log.Offered(logger);
        return true;
    }

    /// <summary>Gives the token that came to the operator, once, and makes it the key.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>: none came, or it was read before.</exception>
    public async Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        var token = (await FindPendingAsync(cancellationToken))?.Token
            ?? throw ProblemException.NotFound("No verification token came from Notion, or it was read before. Have Notion send it again.");

        await secrets.SetAsync(KeyName, token, cancellationToken);
        await secrets.DeleteAsync(PendingName, cancellationToken);
        _cached = null;
        Log.Taken(logger);
        return token;
    }

    /// <summary>Forgets key and token, for a subscription that is made anew.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await secrets.DeleteAsync(KeyName, cancellationToken);
        await secrets.DeleteAsync(PendingName, cancellationToken);
        _cached = null;
        _fullAt = null;
    }

    // A token has no blanks: after one stand since when offers are counted, and how many there were.
    private async Task<Pending?> FindPendingAsync(CancellationToken cancellationToken)
        => (await secrets.FindAsync(PendingName, cancellationToken))?.Split(' ') switch
        {
            null => null,
            [var token, var since, var count] => new(
                token, DateTimeOffset.FromUnixTimeSeconds(long.Parse(since, CultureInfo.InvariantCulture)), int.Parse(count, CultureInfo.InvariantCulture)),
            [var token, ..] => new(token, default, 0),
            [] => null,
        };

    private sealed record Pending(string Token, DateTimeOffset Since, int Count);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A verification token for Notion's webhooks came. An operator has to read it and enter it at Notion.")]
        public static partial void Offered(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "A verification token for Notion's webhooks came and was refused: a key is in use, or it is no token.")]
        public static partial void OfferRefused(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "The verification token of Notion's webhooks was read, and is their key from now on.")]
        public static partial void Taken(ILogger logger);

        [LoggerMessage(4, LogLevel.Warning, "Verification tokens for Notion's webhooks came too often, and are refused for a while: anybody can send one. Reset the key before Notion sends its own.")]
        public static partial void TooManyOffers(ILogger logger);
    }
}
