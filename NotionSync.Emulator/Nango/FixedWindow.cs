namespace NotionSync.Emulator.Nango;

/// <summary>Counts the calls of the account in windows that follow each other. Refused calls count too.</summary>
internal sealed class FixedWindow(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private DateTimeOffset _endsAt;
    private int _count;

    /// <summary>Counts a call.</summary>
    /// <returns>How many more there may be (negative: this one was too many), and when the window ends.</returns>
    public (int Remaining, DateTimeOffset EndsAt) Take(int limit, TimeSpan length)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();

            if (now >= _endsAt)
            {
                (_endsAt, _count) = (now + length, 0);
            }

            _count++;
            return (limit - _count, _endsAt);
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _endsAt = default;
        }
    }
}
