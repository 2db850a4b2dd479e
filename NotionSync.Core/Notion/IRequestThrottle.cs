namespace NotionSync.Notion;

/// <summary>
/// The limits that all calls of a connection pass, shared by all workers (rule 3 of the design). Notion allows a
/// connection 180 requests in 60 seconds, 600 on the Business and Enterprise plans, all connections of a workspace
/// together a number that it does not tell, and some endpoints less
/// (https://developers.notion.com/reference/request-limits). A broker in between has a limit of its own.
/// </summary>
public interface IRequestThrottle
{
    /// <summary>Takes a slot for one request in each window that counts it: in all of them or in none.</summary>
    /// <param name="endpoint">The call's template.</param>
    /// <returns><see cref="TimeSpan.Zero"/>: go. Otherwise no slot was taken, and one may be free after that time.</returns>
    ValueTask<TimeSpan> TakeAsync(ThrottleKeys keys, string endpoint, CancellationToken cancellationToken);

    /// <summary>Stops all workers for a time, as far as the limit reaches that refused a call (429, 529).</summary>
    ValueTask PauseAsync(ThrottleKeys keys, ThrottleRefusal refusal, CancellationToken cancellationToken);

    /// <summary>Stops all workers for a time from calling by a key: a connection's, a workspace's or a broker's.</summary>
    ValueTask PauseAsync(string key, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Must follow each slot that was taken. Says that the request of a slot has been answered or given up. Notion counts a request at some moment in between;
    /// with its end known, the slot is free again one window after that and not sooner.
    /// </summary>
    /// <param name="duration">Since the slot was taken.</param>
    void Release(ThrottleKeys keys, TimeSpan duration)
    {
    }

    /// <summary>Forgets a key whose connection was ended.</summary>
    ValueTask ForgetAsync(string connectionKey, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
