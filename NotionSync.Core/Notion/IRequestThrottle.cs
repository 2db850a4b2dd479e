namespace NotionSync.Notion;

/// <summary>
/// The one limit that all calls of a connection pass, shared by all workers (rule 3 of the design). Notion allows 180
/// requests in 60 seconds, 600 on the Business and Enterprise plans
/// (https://developers.notion.com/reference/request-limits).
/// </summary>
public interface IRequestThrottle
{
    /// <summary>Takes a slot for one request.</summary>
    /// <returns><see cref="TimeSpan.Zero"/>: go. Otherwise no slot was taken, and one may be free after that time.</returns>
    ValueTask<TimeSpan> TakeAsync(string connectionKey, CancellationToken cancellationToken);

    /// <summary>Stops all workers of the connection for a time, because Notion asked for it (429, 529).</summary>
    ValueTask PauseAsync(string connectionKey, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Must follow each slot that was taken. Says that the request of a slot has been answered or given up. Notion counts a request at some moment in between;
    /// with its end known, the slot is free again one window after that and not sooner.
    /// </summary>
    /// <param name="duration">Since the slot was taken.</param>
    void Release(string connectionKey, TimeSpan duration)
    {
    }
}
