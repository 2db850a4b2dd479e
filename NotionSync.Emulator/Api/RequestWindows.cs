using System.Collections.Concurrent;

namespace NotionSync.Emulator.Api;

/// <summary>
/// Counts requests per token, or of all. Strict: no window of the given length, wherever it starts, holds more than the limit.
/// Refused requests do not count.
/// </summary>
internal sealed class RequestWindows(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Queue<DateTimeOffset>> _accepted = new();

    /// <summary>Takes a place in the window.</summary>
    /// <returns>Null when there is one, otherwise the whole seconds until there will be.</returns>
    public int? Take(string token, int limit, int windowSeconds) => Look(token, limit, windowSeconds, takes: true);

    /// <summary>Takes no place, and tells whether there is one.</summary>
    public int? Find(string token, int limit, int windowSeconds) => Look(token, limit, windowSeconds, takes: false);

    private int? Look(string token, int limit, int windowSeconds, bool takes)
    {
        if (limit == 0)
        {
            return null;
        }

        var accepted = _accepted.GetOrAdd(token, _ => new());
        var window = TimeSpan.FromSeconds(windowSeconds);

        lock (accepted)
        {
            var now = clock.GetUtcNow();

            while (accepted.TryPeek(out var oldest) && now - oldest >= window)
            {
                accepted.Dequeue();
            }

            if (accepted.Count < limit)
            {
                if (takes)
                {
                    accepted.Enqueue(now);
                }

                return null;
            }

            return Math.Max(1, (int)Math.Ceiling((accepted.Peek() + window - now).TotalSeconds));
        }
    }

    public void Reset() => _accepted.Clear();
}
