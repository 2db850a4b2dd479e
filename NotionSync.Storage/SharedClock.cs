namespace NotionSync.Storage;

/// <summary>
/// The time that all workers of one storage account agree on: their own clocks, corrected where the dates in storage's
/// answers contradict them. Those dates have whole seconds, so a clock that is right is left alone, and one that is wrong
/// comes nearer with each answer.
/// </summary>
internal sealed class SharedClock(TimeProvider time)
{
    private static readonly TimeSpan DateResolution = TimeSpan.FromSeconds(1);

    private long _offsetTicks;

    /// <summary>Milliseconds since 1970.</summary>
    public long Now => (Local + Offset).ToUnixTimeMilliseconds();

    public DateTimeOffset Local => time.GetUtcNow();

    /// <summary>Whether this machine's own clock was found to be wrong; then moments noted before may be off by a second.</summary>
    public bool IsCorrected => Interlocked.Read(ref _offsetTicks) != 0;

    private TimeSpan Offset => new(Interlocked.Read(ref _offsetTicks));

    /// <param name="sent">When the request was sent, by <see cref="Local"/>.</param>
    /// <param name="date">The answer's <c>Date</c> header: somewhere between its sending and its receipt, cut to the second.</param>
    public void Learn(DateTimeOffset sent, DateTimeOffset? date)
    {
        if (date is not { } cut)
        {
            return;
        }

        var least = cut - Local;
        var most = cut + DateResolution - sent;

        if (least <= most)
        {
            var offset = Offset;
            var corrected = offset < least ? least : offset > most ? most : offset;
            Interlocked.Exchange(ref _offsetTicks, corrected.Ticks);
        }
    }
}
