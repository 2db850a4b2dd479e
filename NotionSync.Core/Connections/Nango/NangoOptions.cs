using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Connections.Nango;

/// <summary>The settings under <c>Nango</c>. Without a secret key there is no broker.</summary>
public sealed class NangoOptions
{
    /// <summary>Nango's own service, or a self-hosted one; a path before its routes is fine.</summary>
    public Uri BaseUrl { get; set; } = new("https://api.nango.dev");

    /// <summary>The API key of the Nango environment.</summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// Signs Nango's webhooks. Environments made since 20 April 2026, and those whose API key was rotated, have one that
    /// differs from the API key (https://nango.dev/docs); without it the API key is taken.
    /// </summary>
    public string? WebhookKey { get; set; }

    /// <summary>The integration's id in Nango, which its API calls the provider config key.</summary>
    public string IntegrationId { get; set; } = "notion";

    /// <summary>Requests that Nango allows the account in one window (60 seconds); more on its bigger plans.</summary>
    public int RequestsPerMinute { get; set; } = NotionCredentials.DefaultBrokerLimit;

    public bool IsOn => SecretKey is { Length: > 0 };

    /// <summary>The path before <c>/v1/…</c> under which Nango passes calls on to Notion.</summary>
    internal string ProxyPath => BaseUrl.AbsolutePath.TrimEnd('/') + "/proxy";

    /// <summary>Names the window of the account's limit at the throttle.</summary>
    internal string ThrottleKey => $"nango:{BaseUrl.Authority}";

    internal string? SigningKey => WebhookKey is { Length: > 0 } ? WebhookKey : SecretKey;
}

/// <summary>Refuses settings with which no call could succeed, or the key would travel in the clear.</summary>
public sealed class NangoOptionsValidator : IValidateOptions<NangoOptions>
{
    public ValidateOptionsResult Validate(string? name, NangoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();

        if (options.BaseUrl is not { IsAbsoluteUri: true, Query: "", Fragment: "", UserInfo: "" } url
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            failures.Add("Nango__BaseUrl must be an https address, or http on this machine.");
        }

        if (options.IntegrationId is not { Length: > 0 and <= 255 } id || !id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
        {
            failures.Add("Nango__IntegrationId must be the integration's id: letters, digits, '-', '_' and '.'.");
        }

        if (options.RequestsPerMinute is < 1 or > 100_000)
        {
            failures.Add("Nango__RequestsPerMinute must be between 1 and 100000.");
        }

        if (options.WebhookKey is { Length: > 0 } && !options.IsOn)
        {
            failures.Add("Nango__WebhookKey is set, but Nango__SecretKey is not.");
        }

        if (options.SecretKey is { Length: > 0 } key && key.Any(character => character is <= ' ' or > '~'))
        {
            failures.Add("Nango__SecretKey holds characters that no key has.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
