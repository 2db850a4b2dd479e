using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

/// <summary>Gives slots as a test wrote it down, and notes what it is told.</summary>
internal sealed class RecordingThrottle(params TimeSpan[] waits) : IRequestThrottle
{
    private readonly Queue<TimeSpan> _waits = new(waits);

    public List<TimeSpan> Pauses { get; } = [];

    public int Taken { get; private set; }

    public int Released { get; private set; }

    public ValueTask<TimeSpan> TakeAsync(string connectionKey, CancellationToken cancellationToken)
    {
        var wait = _waits.Count > 0 ? _waits.Dequeue() : TimeSpan.Zero;
        Taken += wait == TimeSpan.Zero ? 1 : 0;
        return new(wait);
    }

    public ValueTask PauseAsync(string connectionKey, TimeSpan duration, CancellationToken cancellationToken)
    {
        Pauses.Add(duration);
        return ValueTask.CompletedTask;
    }

    public void Release(string connectionKey, TimeSpan duration) => Released++;
}
