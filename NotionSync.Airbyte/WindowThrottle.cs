using NotionSync.Notion;

namespace NotionSync.Airbyte;

/// <summary>Notion's window of a minute for a process that is the connection's only one. Pauses are kept, too.</summary>
internal sealed class WindowThrottle(int requestsPerMinute, TimeProvider time) : IRequestThrottle
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private readonly UnlimitedThrottle _pauses = new(time);
    private readonly Queue<DateTimeOffset> _taken = new();
    private readonly Lock _lock = new();

    public async ValueTask<TimeSpan> TakeAsync(ThrottleKeys keys, string endpoint, CancellationToken cancellationToken)
    {
        if (await _pauses.TakeAsync(keys, endpoint, cancellationToken) is var pause && pause > TimeSpan.Zero)
        {
            return pause;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();

            while (_taken.TryPeek(out var oldest) && oldest + Window <= now)
            {
                _taken.Dequeue();
            }

            if (_taken.Count >= requestsPerMinute)
            {
                return _taken.Peek() + Window - now;
            }

            _taken.Enqueue(now);
            return TimeSpan.Zero;
        }
    }

    public ValueTask PauseAsync(ThrottleKeys keys, ThrottleRefusal refusal, CancellationToken cancellationToken)
        => _pauses.PauseAsync(keys, refusal, cancellationToken);

    public ValueTask PauseAsync(string key, TimeSpan duration, CancellationToken cancellationToken)
        => _pauses.PauseAsync(key, duration, cancellationToken);
}
