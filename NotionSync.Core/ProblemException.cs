namespace NotionSync;

/// <summary>What kind of refusal an error is. The edge turns it into a status; nothing else needs to know of HTTP.</summary>
public enum ProblemKind
{
    /// <summary>The request itself is wrong: 400.</summary>
    Invalid,

    /// <summary>Who asks is unknown: 401.</summary>
    Unauthenticated,

    /// <summary>Who asks may not: 403.</summary>
    Forbidden,

    /// <summary>Not there, or another tenant's: 404.</summary>
    NotFound,

    /// <summary>The state of the thing does not allow it: 409.</summary>
    Conflict,

    /// <summary>The thing changed since it was read: 412.</summary>
    PreconditionFailed,

    /// <summary>More than the limit: 413.</summary>
    TooLarge,

    /// <summary>Not a content type that is read here: 415.</summary>
    UnsupportedMediaType,

    /// <summary>Well formed, but it cannot be done: 422.</summary>
    Unprocessable,

    /// <summary>A change needs <c>If-Match</c>: 428.</summary>
    PreconditionRequired,

    /// <summary>Too many requests: 429.</summary>
    TooManyRequests,

    /// <summary>A service behind us answered wrongly: 502.</summary>
    BadGateway,

    /// <summary>Something we need does not answer now: 503.</summary>
    Unavailable,
}

/// <summary>
/// An expected refusal, as the caller will see it. <see cref="Exception.Message"/> is shown to callers: it holds
/// nothing of a stack trace, a token or another tenant.
/// </summary>
/// <param name="code">Stable, in snake_case, for example <c>invalid_cursor</c>: callers may switch on it.</param>
/// <param name="detail">One sentence for a human: what is wrong, and what to do.</param>
/// <param name="retryAfter">When a repeat makes sense; sent as <c>Retry-After</c>.</param>
public class ProblemException(
    ProblemKind kind,
    string code,
    string detail,
    TimeSpan? retryAfter = null,
    Exception? innerException = null) : Exception(detail, innerException)
{
    public ProblemKind Kind { get; } = kind;

    public string Code { get; } = code;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>404 with code <c>not_found</c>; what is another tenant's looks exactly the same.</summary>
    public static ProblemException NotFound(string detail = "There is nothing here.") => new(ProblemKind.NotFound, "not_found", detail);
}
