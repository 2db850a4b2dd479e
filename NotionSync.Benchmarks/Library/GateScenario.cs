using System.Globalization;
using NotionSync.Tests.Infrastructure;
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

        // A new pair of tenants and a new storage now and then: the emulated one looks at all its rows for each query, so what
        // was written long ago only makes the later steps slower.
        while (walked < steps)
        {
            await using var storage = await Azurite.StartAsync(persistent: false);
            await using var host = await LibraryHost.StartAsync($"AzureWebJobsStorage={storage.ConnectionString}", "AzureFunctionsJobHost:logging:logLevel:default=Error");
            var walk = new GateWalk(host, seed + walked);
            var part = Math.Min(500, steps - walked);
            await walk.RunAsync(part);
            (walked, compared) = (walked + part, compared + walk.Compared);
            Console.WriteLine($"{walked} steps, {compared} views compared, seed {seed}");
        }

        return 0;
    }
}
