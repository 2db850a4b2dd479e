namespace NotionSync.LocalHost.Queues;

/// <summary>The pause before the next look at a queue: 100 ms after work, then twice as long each time, up to the longest.</summary>
internal sealed class PollingInterval(TimeSpan longest)
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private TimeSpan _next = Shortest;

    public TimeSpan Next()
    {
        var pause = _next;
        var doubled = _next * 2;
        _next = doubled < longest ? doubled : longest;
        return pause;
    }

    public void Reset() => _next = Shortest;
}
