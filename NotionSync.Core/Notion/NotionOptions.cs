using Microsoft.Extensions.Options;

namespace NotionSync.Notion;

/// <summary>The settings under <c>Notion</c>.</summary>
public sealed class NotionOptions
{
    public Uri BaseUrl { get; set; } = new("https://api.notion.com");

    /// <summary>Sent as <c>Notion-Version</c>; the newest seen is the default (https://developers.notion.com/reference/versioning).</summary>
    public string ApiVersion { get; set; } = "2026-03-11";

    /// <summary>
    /// What a connection may send in one window: 180, or 600 on Business and Enterprise; 0 means no limit of our own.
    /// <c>auto</c>, the default, finds out which of the two it is: see <see cref="RequestAllowance"/>.
    /// </summary>
    public RequestAllowance RequestsPerMinute { get; set; } = RequestAllowance.Auto;

    /// <summary>The length of that window in seconds. Notion's is 60; only tests against an emulator set another.</summary>
    public double WindowSeconds { get; set; } = 60;

    /// <summary>Seconds that one try of a call may take.</summary>
    public double TimeoutSeconds { get; set; } = 30;

    /// <summary>The largest answer that is read. Notion's own are far below: 100 items of a few kilobytes.</summary>
    public int MaxResponseBytes { get; set; } = 32 * 1024 * 1024;
}

/// <summary>Refuses settings with which no call could succeed, or a token would travel in the clear.</summary>
public sealed class NotionOptionsValidator : IValidateOptions<NotionOptions>
{
    public ValidateOptionsResult Validate(string? name, NotionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();

        if (options.BaseUrl is not { IsAbsoluteUri: true, AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" } url
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            failures.Add("Notion__BaseUrl must be an https address without a path, or http on this machine.");
        }

        if (!DateOnly.TryParseExact(options.ApiVersion, "yyyy-MM-dd", out _))
        {
            failures.Add("Notion__ApiVersion must be a date such as 2026-03-11.");
        }

        if (options.RequestsPerMinute.Requests is < 0 or > 10_000)
        {
            failures.Add("Notion__RequestsPerMinute must be auto, or between 0 (no limit) and 10000.");
        }

        if (options.WindowSeconds is not (>= 1 and <= 3600))
        {
            failures.Add("Notion__WindowSeconds must be between 1 and 3600.");
        }

        if (options.TimeoutSeconds is not (> 0 and <= 300))
        {
            failures.Add("Notion__TimeoutSeconds must be above 0 and at most 300.");
        }

        if (options.MaxResponseBytes < 1024 * 1024)
        {
            failures.Add("Notion__MaxResponseBytes must be at least 1 MiB.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
