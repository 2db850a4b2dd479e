using NotionSync.Tests.Simulation;

namespace NotionSync.Benchmarks.Flow;

/// <summary>How long one tenant's one-page import takes alone, and while another tenant imports 20,000 pages.</summary>
internal static class FairnessScenario
{
    private const int Workers = 2;
    private const string OtherToken = "ntn_emulator_other";

    public static async Task<int> RunAsync(string[] arguments)
    {
        var report = new Report();
        var pages = Report.Number(arguments, "--pages", 20_000);

        await RunAsync(report, pages, limit: "600", imports: 1, isGoal: true);
        await RunAsync(report, pages, limit: "600", imports: 5, isGoal: true);

        // Where nothing but the machine limits the big import: for information, two cores are all there is.
        await RunAsync(report, pages, limit: "0", imports: 1, isGoal: false);
        return report.ExitCode;
    }

    private static async Task RunAsync(Report report, int pages, string limit, int imports, bool isGoal)
    {
        await using var cluster = await Cluster.StartAsync(
            Workers,
            new Dictionary<string, string> { ["Notion__RequestsPerMinute"] = limit },
            notionArguments: ["--requests-per-minute", limit, "--token", Cluster.Token, "--token", OtherToken]);

        var big = await cluster.GenerateAsync(new { kind = "pages", pages, blocks = 3 });
        var small = new Queue<string>();

        for (var page = 0; page < 40; page++)
        {
            small.Enqueue(await cluster.GenerateAsync(new { kind = "flat", children = 3 }));
        }

        var busy = await cluster.ConnectAsync("busy");
        var quiet = await cluster.ConnectAsync("quiet", OtherToken);

        // The first ones warm the processes up.
        await MeasureAsync(cluster, quiet, small, 5);
        var alone = await MeasureAsync(cluster, quiet, small, 15);

        var runs = new List<string>();

        for (var run = 0; run < imports; run++)
        {
            runs.Add(await cluster.StartImportAsync("busy", busy, big));
        }

        await Task.Delay(TimeSpan.FromSeconds(15));
        var beside = await MeasureAsync(cluster, quiet, small, 20);
        var done = (await cluster.GetAsync($"tenants/busy/imports/{runs[0]}")).GetProperty("pages");

        foreach (var run in runs)
        {
            await cluster.TryPostAsync($"tenants/busy/imports/{run}/cancel", new { });
        }

        var ratio = Report.Median(beside) / Report.Median(alone);
        Report.Say($"limit {limit}, {imports} imports of {pages} pages beside: one page alone {Report.Median(alone) * 1000:F0} ms (max {alone.Max() * 1000:F0}), beside {Report.Median(beside) * 1000:F0} ms (max {beside.Max() * 1000:F0}); the big one so far {done}");

        if (isGoal)
        {
            report.Goal($"one page beside {imports} big imports against alone: {ratio:F2} times (at most 1.25)", ratio <= 1.25);
        }
        else
        {
            Report.Say($"        without any limit: {ratio:F2} times");
        }
    }

    private static async Task<List<double>> MeasureAsync(Cluster cluster, string connection, Queue<string> pages, int count)
    {
        var times = new List<double>();

        for (var index = 0; index < count; index++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var run = await cluster.StartImportAsync("quiet", connection, pages.Dequeue());
            await cluster.WaitAsync("quiet", run, TimeSpan.FromMinutes(2), TimeSpan.FromMilliseconds(20));
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        return times;
    }
}
