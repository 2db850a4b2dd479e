using Microsoft.Extensions.Options;

namespace NotionSync.Events;

/// <summary>The settings under <c>Events</c>: where the product's back end is told what happens. Off without an address.</summary>
public sealed class EventsOptions
{
    /// <summary>Where events are sent; https. Empty: nowhere, and none are made.</summary>
    public string? Url { get; set; }

    /// <summary>What they are signed with: <c>whsec_</c> and 24 to 64 bytes in base64. Two, with a space between, while one replaces the other.</summary>
    public string? Secret { get; set; }

    /// <summary>Days after which an event is forgotten, delivered or not.</summary>
    public int KeepDays { get; set; } = 30;

    /// <summary>Also http to this very machine: for local tests only.</summary>
    public bool AllowLoopback { get; set; }

    public bool IsOn => !string.IsNullOrEmpty(Url);
}

/// <summary>Refuses settings with which no event could be sent, or could be sent in the open.</summary>
public sealed class EventsOptionsValidator : IValidateOptions<EventsOptions>
{
    public ValidateOptionsResult Validate(string? name, EventsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();

        if (options.KeepDays is < 1 or > 365)
        {
            failures.Add("Events__KeepDays must be from 1 to 365.");
        }

        if (options.IsOn)
        {
            if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.UserInfo.Length > 0 || !IsAllowed(url, options))
            {
                failures.Add("Events__Url must be an https address without credentials.");
            }

            if (EventSignature.TryReadSecrets(options.Secret) is null)
            {
                failures.Add("Events__Secret must be whsec_ followed by 24 to 64 bytes in base64; two of them, with a space between, while one replaces the other.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsAllowed(Uri url, EventsOptions options)
        => url.Scheme == Uri.UriSchemeHttps || (options.AllowLoopback && url.IsLoopback && url.Scheme == Uri.UriSchemeHttp);
}
