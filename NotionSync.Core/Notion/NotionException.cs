namespace NotionSync.Notion;

/// <summary>What went wrong with a call to Notion, in the few kinds that callers tell apart.</summary>
public enum NotionError
{
    /// <summary>Notion could not be reached, failed, was busy or timed out, also after repeated tries. Worth trying later.</summary>
    Unavailable,

    /// <summary>The token is wrong, revoked or expired, or the broker no longer knows the connection.</summary>
    Unauthorized,

    /// <summary>The connection lacks a capability or may not see this.</summary>
    Forbidden,

    /// <summary>Not there, or not shared with the connection: Notion does not say which.</summary>
    NotFound,

    /// <summary>Notion refuses the request as such, also for kinds of blocks that its API does not serve.</summary>
    InvalidRequest,

    /// <summary>The cursor expired or belongs to another listing: start that listing again.</summary>
    InvalidCursor,

    /// <summary>The limit is reached; see <see cref="NotionException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>Notion blocked the connection and asks not to be called again.</summary>
    Blocked,

    /// <summary>The answers cannot be read, also after repeated tries.</summary>
    Malformed,
}

/// <summary>A call to Notion that failed for good. The message is safe to show: it holds no token and no content.</summary>
public class NotionException : Exception
{
    public NotionException(NotionError error, string message, Exception? innerException = null)
        : base(message, innerException)
        => Error = error;

    public NotionError Error { get; }

    /// <summary>The HTTP status of the last answer, if there was one.</summary>
    public int? Status { get; init; }

    /// <summary>The code in Notion's or the broker's error body, for example <c>object_not_found</c>.</summary>
    public string? Code { get; init; }

    /// <summary>What Notion's support asks for.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long Notion wants to be left alone; zero where it did not say.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The broker between us and Notion gave this answer, not Notion.</summary>
    public bool IsFromBroker { get; init; }

    /// <summary>Of <see cref="NotionError.RateLimited"/>: whose limit it is.</summary>
    internal ThrottleScope Scope { get; init; }

    /// <summary>Whether the same call may succeed a moment later.</summary>
    internal bool IsTransient { get; init; }
}

/// <summary>No slot is free soon enough, or Notion asked for a longer pause: put the work back for <see cref="NotionException.RetryAfter"/>.</summary>
public sealed class NotionRateLimitedException : NotionException
{
    public NotionRateLimitedException(TimeSpan retryAfter, string message)
        : base(NotionError.RateLimited, message)
        => RetryAfter = retryAfter;
}
