using System.Collections.Concurrent;

namespace NotionSync.Notion;

/// <summary>No window of our own (<c>Notion__RequestsPerMinute</c> is 0); a pause that Notion asks for is kept within the process.</summary>
public sealed class UnlimitedThrottle(TimeProvider time) : IRequestThrottle
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _pausedUntil = new(StringComparer.Ordinal);

    public ValueTask<TimeSpan> TakeAsync(string connectionKey, CancellationToken cancellationToken)
    {
        if (!_pausedUntil.TryGetValue(connectionKey, out var until))
        {
            return new(TimeSpan.Zero);
        }

        var wait = until - time.GetUtcNow();

        if (wait > TimeSpan.Zero)
        {
            return new(wait);
        }

        _pausedUntil.TryRemove(new(connectionKey, until));
        return new(TimeSpan.Zero);
    }

    public ValueTask PauseAsync(string connectionKey, TimeSpan duration, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + duration;
        _pausedUntil.AddOrUpdate(connectionKey, until, (_, known) => known > until ? known : until);
        return ValueTask.CompletedTask;
    }
}
