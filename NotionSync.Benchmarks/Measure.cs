using System.Diagnostics;

namespace NotionSync.Benchmarks;

/// <summary>Times actions in turns, so that what disturbs the machine disturbs all of them alike.</summary>
internal static class Measure
{
    // Enough for the runtime to compile all of it for good, also for short actions on a machine that has other work.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(6);

    /// <returns>The shortest time of each action, in milliseconds: what it takes where nothing else disturbs it.</returns>
    public static double[] BestTimes(int rounds, params Action[] actions)
    {
        var warm = Stopwatch.StartNew();

        do
        {
            foreach (var action in actions)
            {
                action();
            }
        }
        while (warm.Elapsed < WarmUp);

        var times = actions.Select(_ => new List<double>()).ToArray();

        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < actions.Length; i++)
            {
                GC.Collect();
                var started = Stopwatch.GetTimestamp();
                actions[i]();
                times[i].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        return [.. times.Select(all => all.Min())];
    }

    /// <returns>The bytes that an action allocates on this thread.</returns>
    public static long Allocations(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
