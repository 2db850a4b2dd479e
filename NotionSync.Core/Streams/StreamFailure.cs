using NotionSync.Notion;

namespace NotionSync.Streams;

/// <summary>What a failed read is called; the codes of the HTTP API's problems.</summary>
public static class StreamFailure
{
    public static string CodeOf(NotionException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        return exception.Error switch
        {
            NotionError.RateLimited => "notion_rate_limited",
            NotionError.Unauthorized => "needs_reauthorization",
            NotionError.Forbidden => "missing_capability",
            NotionError.NotFound => "not_shared",
            NotionError.InvalidRequest => "notion_refused",
            NotionError.InvalidCursor => "invalid_cursor",
            NotionError.Blocked => "blocked_by_notion",
            _ => "notion_unavailable",
        };
    }

    /// <summary>Whether trying again later can help without anybody's doing.</summary>
    public static bool IsTransient(NotionException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Error is NotionError.Unavailable or NotionError.Malformed or NotionError.RateLimited or NotionError.InvalidCursor;
    }
}
