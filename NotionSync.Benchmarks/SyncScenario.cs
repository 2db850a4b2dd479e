using System.Diagnostics;
using System.Globalization;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Syncing;

namespace NotionSync.Benchmarks;

/// <summary>
/// What a sync asks of Notion against the fewest calls that could do, over many documents; and what a tick costs over
/// few and many connections. The code is that of the tests.
/// </summary>
internal static class SyncScenario
{
    private const int Due = 200;

    public static async Task<int> RunAsync(string[] args)
    {
        var documents = Number(args, "--documents", 10_000);
        var connections = Number(args, "--connections", 100_000);

        return await SyncAsync(documents) & await TickAsync(connections) ? 0 : 1;
    }

    private static async Task<bool> SyncAsync(int documents)
    {
        if (documents == 0)
        {
            return true;
        }

        await using var storage = await Azurite.StartAsync(persistent: false);
        await using var world = await SyncWorld.StartAsync(storage.ConnectionString);
        var started = Stopwatch.GetTimestamp();
        var result = await ChangeScenario.RunAsync(world, documents);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            sync of {result.Documents} documents: 10 changed, 3 new, 2 trashed, 1 moved, 1 edited twice within a minute
              calls to Notion        {result.Calls}
              blocks that must be read {result.LowerBound} answers; over that {result.Calls - result.LowerBound} (at most 3)
              pages                  {result.Report.Progress.Imported} imported, {result.Report.Progress.Unchanged} unchanged, {result.Report.Progress.Skipped} gone, {result.Report.Progress.Failed} failed
              wrong in the library   {result.Wrong.Count}
              all of it took         {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, most of it the first import
            """));

        foreach (var wrong in result.Wrong.Take(20))
        {
            Console.WriteLine($"  WRONG: {wrong}");
        }

        return result.Wrong.Count == 0 && result.Calls <= result.LowerBound + 3;
    }

    private static async Task<bool> TickAsync(int connections)
    {
        if (connections == 0)
        {
            return true;
        }

        await using var few = await Azurite.StartAsync(persistent: false);
        await using var many = await Azurite.StartAsync(persistent: false);
        var alone = await TickScenario.RunAsync(few.ConnectionString, Math.Max(Due, connections / 100), Due);
        var among = await TickScenario.RunAsync(many.ConnectionString, connections, Due);
        var ratio = among.Requests / (double)alone.Requests;

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            tick with {Due} due, of {Math.Max(Due, connections / 100)} and of {connections} connections
              syncs asked for        {alone.Sent} and {among.Sent}
              requests to storage    {alone.Requests} and {among.Requests}: ratio {ratio:F3} (at most 1.2)
              time                   {alone.Duration.TotalMilliseconds:F0} and {among.Duration.TotalMilliseconds:F0} ms
            """));

        return alone.Sent == Due && among.Sent == Due && ratio < 1.2;
    }

    private static int Number(string[] args, string name, int otherwise)
        => Array.IndexOf(args, name) is var index and >= 0 ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : otherwise;
}
