using Microsoft.Extensions.Options;

namespace NotionSync.Files;

/// <summary>The settings under <c>Download</c>.</summary>
public sealed class DownloadOptions
{
    /// <summary>The largest file that is taken, in bytes, after any decompression.</summary>
    public long MaxBytes { get; set; } = 100 * 1024 * 1024;

    /// <summary>Also private addresses, other ports and the step from https down to http: for local tests only.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>Seconds for the whole download, repeated tries included.</summary>
    public double TimeoutSeconds { get; set; } = 300;

    /// <summary>Seconds without a byte after which a try counts as failed.</summary>
    public double IdleTimeoutSeconds { get; set; } = 30;

    /// <summary>How often a download is tried when the server fails or the connection breaks.</summary>
    public int MaxTries { get; set; } = 3;

    /// <summary>Seconds before the second try; doubled before each further one, and spread by chance.</summary>
    public double RetryDelaySeconds { get; set; } = 1;
}

/// <summary>Refuses settings with which no download could succeed.</summary>
public sealed class DownloadOptionsValidator : IValidateOptions<DownloadOptions>
{
    public ValidateOptionsResult Validate(string? name, DownloadOptions options)
    {
        var failures = new List<string>();

        if (options.MaxBytes < 1)
        {
            failures.Add("Download__MaxBytes must be at least 1.");
        }

        if (options.TimeoutSeconds is not (> 0 and <= 3600) || options.IdleTimeoutSeconds is not (> 0 and <= 3600))
        {
            failures.Add("Download__TimeoutSeconds and Download__IdleTimeoutSeconds must be above 0 and at most 3600.");
        }

        if (options.MaxTries is < 1 or > 10 || options.RetryDelaySeconds is not (>= 0 and <= 60))
        {
            failures.Add("Download__MaxTries must be from 1 to 10 and Download__RetryDelaySeconds from 0 to 60.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
