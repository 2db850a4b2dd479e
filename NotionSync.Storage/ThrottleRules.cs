namespace NotionSync.Storage;

/// <summary>The limit and the times that follow from its window, all in milliseconds.</summary>
/// <param name="Limit">Requests that may be counted within any window; with <see cref="Learns"/>, what every plan allows.</param>
/// <param name="Window">Its length.</param>
internal sealed record ThrottleRules(int Limit, long Window)
{
    /// <summary>Whether the limit may turn out to be <see cref="MostLimit"/>: see <see cref="Allowance"/>.</summary>
    public bool Learns { get; init; }

    /// <summary>What the bigger plans allow.</summary>
    public int MostLimit { get; init; } = 600;

    /// <summary>Added to the window for what clocks of different machines may differ by.</summary>
    public long Margin { get; } = Math.Max(1, Window / 200);

    /// <summary>Times are rounded up to multiples of this, so that requests of one moment share an entry.</summary>
    public long Resolution { get; } = Math.Max(1, Window / 1000);

    /// <summary>How long a reserved slot may be taken; after that it goes back.</summary>
    public long Lease { get; } = Math.Clamp(Window / 60, 100, 1000);

    /// <summary>How far ahead slots are reserved that are not free yet: as long as a caller would wait for one.</summary>
    public long Horizon { get; } = Math.Min(2000, Window / 10);

    /// <summary>By then a request has reached Notion, or never will.</summary>
    public long Arrival { get; } = 2000;

    /// <summary>The most slots that are reserved at once beyond what callers wait for.</summary>
    public int MaxBatch { get; } = Math.Clamp(Limit / 8, 1, 32);

    public long RoundUp(long moment) => (moment + Resolution - 1) / Resolution * Resolution;
}
