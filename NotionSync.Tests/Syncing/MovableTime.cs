namespace NotionSync.Tests.Syncing;

/// <summary>Real time, moved ahead by as much as a test says: minutes need not be waited for.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long _aheadTicks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _aheadTicks));

    public void Advance(TimeSpan duration) => Interlocked.Add(ref _aheadTicks, duration.Ticks);
}
