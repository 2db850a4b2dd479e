namespace NotionSync.Emulator.Nango;

/// <summary>Opens for a minute when five attempts failed within ten seconds.</summary>
internal sealed class CircuitBreaker(TimeProvider clock)
{
    private const int MaxFailures = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OpenFor = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Queue<DateTimeOffset> _failures = new();
    private DateTimeOffset _openUntil;

    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return clock.GetUtcNow() < _openUntil;
            }
        }
    }

    /// <summary>Counts an attempt; a status of null means that no answer came.</summary>
    public void Count(int? status)
    {
        if (status is < 500)
        {
            return;
        }

        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _failures.Enqueue(now);

            while (now - _failures.Peek() > Window)
            {
                _failures.Dequeue();
            }

            if (_failures.Count >= MaxFailures)
            {
                _openUntil = now + OpenFor;
                _failures.Clear();
            }
        }
    }
}
