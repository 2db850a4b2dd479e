using Microsoft.Extensions.Options;

namespace NotionSync.Connections.OAuth;

/// <summary>The settings under <c>NotionOAuth</c>: the operator's own public integration. Off without a client id.</summary>
public sealed class NotionOAuthOptions
{
    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>This app's <c>/api/oauth/notion/callback</c>, exactly as the integration has it registered.</summary>
    public Uri? RedirectUri { get; set; }

    /// <summary>
    /// Where a browser may be sent when it is done: absolute addresses, separated by spaces or commas. An address allows
    /// itself and what lies under its path. The first is taken where a request names none.
    /// </summary>
    public string? AllowedReturnUrls { get; set; }

    public bool IsOn => ClientId is { Length: > 0 };
}

/// <summary>Refuses settings with which nobody could connect, or a code or a token would travel in the clear.</summary>
public sealed class NotionOAuthOptionsValidator : IValidateOptions<NotionOAuthOptions>
{
    public ValidateOptionsResult Validate(string? name, NotionOAuthOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();

        if (options.IsOn && options.ClientSecret is not { Length: > 0 })
        {
            failures.Add("NotionOAuth__ClientSecret is missing: NotionOAuth__ClientId is set.");
        }

        if (options.RedirectUri is { } redirect ? !IsSafe(redirect) : options.IsOn)
        {
            failures.Add("NotionOAuth__RedirectUri must be the https address of this app's /api/oauth/notion/callback, or http on this machine.");
        }

        if (ReturnUrls.Parse(options.AllowedReturnUrls).Any(url => url is null || !IsSafe(url)))
        {
            failures.Add("NotionOAuth__AllowedReturnUrls must be https addresses without query or fragment, or http on this machine.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsSafe(Uri url)
        => url is { IsAbsoluteUri: true, Query: "", Fragment: "", UserInfo: "" }
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
