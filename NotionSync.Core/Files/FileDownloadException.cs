namespace NotionSync.Files;

/// <summary>A download that failed for good. The message may be shown: it names the host, never a signed URL.</summary>
/// <param name="code">One of <see cref="FileErrors"/>.</param>
public sealed class FileDownloadException(string code, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string Code { get; } = code;

    /// <summary>How long the server wants to be left alone; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same download may succeed a moment later.</summary>
    internal bool IsTransient { get; init; }
}

/// <summary>Why a file could not be had: stable codes.</summary>
public static class FileErrors
{
    /// <summary>Larger than <see cref="DownloadOptions.MaxBytes"/>.</summary>
    public const string TooLarge = "file_too_large";

    /// <summary>Not an address that is called: private, a strange port or scheme, with credentials, or no URL at all.</summary>
    public const string AddressRefused = "address_refused";

    /// <summary>The signed URL is over its hour: fetch the block again, and try its new URL once.</summary>
    public const string Expired = "file_expired";

    /// <summary>The server has no such file.</summary>
    public const string NotFound = "file_not_found";

    /// <summary>The server does not give the file to us.</summary>
    public const string Forbidden = "file_forbidden";

    /// <summary>The server failed, was too slow or broke off, also after repeated tries. Worth trying later.</summary>
    public const string Unavailable = "file_unavailable";

    /// <summary>There is something else: a web page where a file should be, or nothing.</summary>
    public const string NotAFile = "not_a_file";
}
