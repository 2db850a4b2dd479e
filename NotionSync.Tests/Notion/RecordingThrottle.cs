using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

/// <summary>Gives slots as a test wrote it down, and notes what it is told.</summary>
internal sealed class RecordingThrottle(params TimeSpan[] waits) : IRequestThrottle
{
    private readonly Queue<TimeSpan> _waits = new(waits);

    public List<TimeSpan> Pauses { get; } = [];

    public List<ThrottleRefusal> Refusals { get; } = [];

    public int Taken { get; private set; }

    public int Released { get; private set; }

    public ValueTask<TimeSpan> TakeAsync(ThrottleKeys keys, string endpoint, CancellationToken cancellationToken)
    {
        var wait = _waits.Count > 0 ? _waits.Dequeue() : TimeSpan.Zero;
        Taken += wait == TimeSpan.Zero ? 1 : 0;
        return new(wait);
    }

    public ValueTask PauseAsync(ThrottleKeys keys, ThrottleRefusal refusal, CancellationToken cancellationToken)
    {
        Refusals.Add(refusal);
        return PauseAsync(keys.Connection ?? string.Empty, refusal.Duration, cancellationToken);
    }

    public ValueTask PauseAsync(string key, TimeSpan duration, CancellationToken cancellationToken)
    {
        Pauses.Add(duration);
        return ValueTask.CompletedTask;
    }

    public void Release(ThrottleKeys keys, TimeSpan duration) => Released++;
}
