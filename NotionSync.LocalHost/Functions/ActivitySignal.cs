namespace NotionSync.LocalHost.Functions;

/// <summary>
/// Tells idle queue listeners that a function ran in this process. Most functions that end have sent a message, so it pays to
/// look at the queues now rather than after the pause of an idle queue.
/// </summary>
internal sealed class ActivitySignal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes with the next signal. Take it before the look at the queue that it is to follow, so that none is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Signal() => Interlocked.Exchange(ref _next, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
