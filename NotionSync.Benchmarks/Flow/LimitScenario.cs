using System.Globalization;
using NotionSync.Tests.Simulation;

namespace NotionSync.Benchmarks.Flow;

/// <summary>
/// An import by four worker processes under Notion's limit: how much of the allowance it uses in the steady state, and
/// whether the strict limiter ever refused a request. The window is shorter than a minute on both ends.
/// </summary>
internal static class LimitScenario
{
    private const int Workers = 4;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var report = new Report();
        var pages = Report.Number(arguments, "--pages", 2000);

        var only = Report.Number(arguments, "--limit", 0);

        // So that it takes minutes, and the machine is not what limits.
        foreach (var (limit, window) in new[] { (600, 20), (180, 20) }.Where(one => only == 0 || only == one.Item1))
        {
            await RunAsync(report, limit, Report.Number(arguments, "--window", window), pages);
        }

        return report.ExitCode;
    }

    private static async Task RunAsync(Report report, int limit, int window, int pages)
    {
        var (number, seconds) = (limit.ToString(CultureInfo.InvariantCulture), window.ToString(CultureInfo.InvariantCulture));

        await using var cluster = await Cluster.StartAsync(
            Workers,
            new Dictionary<string, string> { ["Notion__RequestsPerMinute"] = number, ["Notion__WindowSeconds"] = seconds },
            notionArguments: ["--requests-per-minute", number, "--window-seconds", seconds]);

        var root = await cluster.GenerateAsync(new { kind = "pages", pages, blocks = 5 });
        var connection = await cluster.ConnectAsync("demo");
        await cluster.EmulatorAsync(HttpMethod.Delete, "stats");

        var import = await cluster.StartImportAsync("demo", connection, root);
        var samples = new List<(double Seconds, long Calls)>();
        var started = TimeProvider.System.GetTimestamp();
        var end = cluster.WaitAsync("demo", import, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(2));

        while (!end.IsCompleted)
        {
            var stats = await cluster.EmulatorAsync(HttpMethod.Get, "stats");
            samples.Add((TimeProvider.System.GetElapsedTime(started).TotalSeconds, stats.GetProperty("total").GetInt64()));
            await Task.Delay(50);
        }

        var result = await end;
        var final = await cluster.EmulatorAsync(HttpMethod.Get, "stats");
        var (calls, refused) = (final.GetProperty("total").GetInt64(), final.GetProperty("rateLimited").GetInt64());
        var use = Use(samples, limit, window, calls);

        Report.Say($"{limit} requests in {window} s, {Workers} workers: {result.GetProperty("status").GetString()} {result.GetProperty("pages")}, {calls} calls in {samples[^1].Seconds:F0} s");
        report.Goal($"use of the allowance of {limit} in the steady state: {use:P1} (at least 98 %)", use >= 0.98);
        report.Goal($"requests that the limiter refused: {refused} (none)", refused == 0);
    }

    // How long a whole allowance takes, from the third window to when the work begins to run out: from each call of one
    // allowance to the call that many allowances later, on average. Calls come in bursts, so single ones tell little.
    private static double Use(List<(double Seconds, long Calls)> samples, int limit, int window, long calls)
    {
        var first = samples.First(sample => sample.Seconds >= 2 * window && sample.Calls > 0).Calls;
        var windows = (((long)(calls * 0.95) - first) / limit) - 1;

        if (windows < 1)
        {
            throw new ArgumentException($"So few pages are done before the limit counts: --pages {limit * 3} or more.");
        }

        double At(long call) => samples.First(sample => sample.Calls >= call).Seconds;

        return window * windows / Enumerable.Range(0, limit).Average(number => At(first + number + (windows * limit)) - At(first + number));
    }
}
