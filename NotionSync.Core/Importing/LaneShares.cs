namespace NotionSync.Importing;

/// <summary>How a connection's lanes are shared out among its runs: those that have some, and those that wait for some.</summary>
public sealed record LaneShares
{
    /// <summary>The messages that a connection has in flight at most, whatever number of runs it has.</summary>
    public const int MostLanes = 32;

    /// <summary>The lanes of one run at most.</summary>
    public const int MostOfOne = 16;

    /// <summary>Kept for runs over a few known pages, so that none of them waits for the end of a big one.</summary>
    private const int ForSmall = 8;

    public required IReadOnlyDictionary<string, int> Held { get; init; }

    public required IReadOnlyList<string> Waiting { get; init; }

    public string? ETag { get; init; }

    /// <summary>The lanes that a run gets now: a power of two, or none. The first has most, so that some are left for others.</summary>
    public int For(Import import)
    {
        var isSmall = import is { Scope: RunScope.Requested, RetryOf: null } && import.Requested.All(item => !item.IncludeSubpages);
        var free = MostLanes - Held.Values.Sum() - (isSmall ? 0 : ForSmall);
        var wanted = Math.Min(MostOfOne, isSmall ? import.Requested.Count : MostOfOne);
        var most = Math.Min(free * 2 / 3, wanted);

        return free <= 0 ? 0 : 1 << System.Numerics.BitOperations.Log2((uint)Math.Max(1, most));
    }

    public LaneShares With(string import, int lanes)
        => this with { Held = new Dictionary<string, int>(Held) { [import] = lanes }, Waiting = [.. Waiting.Where(id => id != import)] };

    public LaneShares Without(IReadOnlyCollection<string> imports)
        => this with
        {
            Held = Held.Where(held => !imports.Contains(held.Key)).ToDictionary(),
            Waiting = [.. Waiting.Where(id => !imports.Contains(id))],
        };
}
