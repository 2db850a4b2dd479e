using System.Globalization;
using NotionSync.Tests.Publishing;

namespace NotionSync.Benchmarks.Library;

/// <summary>The walk of the gate's tests, as long as wanted: 10,000 steps unless told otherwise.</summary>
internal static class GateScenario
{
    public static async Task<int> RunAsync(string[] args)
    {
        var steps = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 10_000;
        var seed = args is [_, var given] ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var walked = 0;
        var compared = 0L;

        // A new pair of tenants now and then: what was given and deleted long ago only makes the later steps slower.
        while (walked < steps)
        {
            await using var host = await LibraryHost.StartAsync();
            var walk = new GateWalk(host, seed + walked);
            var part = Math.Min(500, steps - walked);
            await walk.RunAsync(part);
            (walked, compared) = (walked + part, compared + walk.Compared);
            Console.WriteLine($"{walked} steps, {compared} views compared, seed {seed}");
        }

        return 0;
    }
}
