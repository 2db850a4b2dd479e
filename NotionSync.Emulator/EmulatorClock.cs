namespace NotionSync.Emulator;

/// <summary>The emulator's time: real time, moved ahead by as much as a test asked for.</summary>
internal sealed class EmulatorClock(TimeProvider inner) : TimeProvider
{
    private long _ahead;

    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <summary>Now as Notion stores times of edits: without seconds.</summary>
    public DateTimeOffset Minute
    {
        get
        {
            var now = GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute));
        }
    }

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
