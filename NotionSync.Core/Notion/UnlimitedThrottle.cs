using System.Collections.Concurrent;

namespace NotionSync.Notion;

/// <summary>No window of our own (<c>Notion__RequestsPerMinute</c> is 0); a pause that Notion asks for is kept within the process.</summary>
public sealed class UnlimitedThrottle(TimeProvider time) : IRequestThrottle
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _pausedUntil = new(StringComparer.Ordinal);

    public ValueTask<TimeSpan> TakeAsync(ThrottleKeys keys, string endpoint, CancellationToken cancellationToken)
    {
        if (_pausedUntil.IsEmpty)
        {
            return new(TimeSpan.Zero);
        }

        var now = time.GetUtcNow();
        var longest = Max(Max(Wait(keys.Connection, now), Wait(EndpointKey(keys, endpoint), now)), Max(Wait(keys.Workspace, now), Wait(keys.Broker, now)));
        return new(longest);
    }

    public ValueTask PauseAsync(ThrottleKeys keys, ThrottleRefusal refusal, CancellationToken cancellationToken)
        => PauseAsync(
            refusal.Scope switch
            {
                ThrottleScope.Workspace => keys.Workspace,
                ThrottleScope.Broker => keys.Broker,
                ThrottleScope.Endpoint => EndpointKey(keys, refusal.Endpoint),
                _ => null,
            } ?? keys.Connection ?? keys.Broker ?? string.Empty,
            refusal.Duration,
            cancellationToken);

    public ValueTask PauseAsync(string key, TimeSpan duration, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + duration;
        _pausedUntil.AddOrUpdate(key, until, (_, known) => known > until ? known : until);
        return ValueTask.CompletedTask;
    }

    private static string EndpointKey(ThrottleKeys keys, string endpoint) => $"{keys.Connection} {endpoint}";

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private TimeSpan Wait(string? key, DateTimeOffset now)
    {
        if (key is null || !_pausedUntil.TryGetValue(key, out var until))
        {
            return TimeSpan.Zero;
        }

        if (until > now)
        {
            return until - now;
        }

        _pausedUntil.TryRemove(new(key, until));
        return TimeSpan.Zero;
    }
}
