using NotionSync.Tests.Simulation;

namespace NotionSync.Benchmarks.Flow;

/// <summary>An import and three syncs under each kind of fault and under all of them, for a number of seeds.</summary>
internal static class FaultsScenario
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var report = new Report();
        var seeds = Report.Number(arguments, "--seeds", 1);
        var first = Report.Number(arguments, "--first-seed", 1);
        var pages = Report.Number(arguments, "--pages", 500);
        var outage = TimeSpan.FromSeconds(Report.Number(arguments, "--outage", 30));
        var kinds = Report.Option(arguments, "--only")?.Split(',') ?? [.. FaultKinds.All];

        for (var seed = first; seed < first + seeds; seed++)
        {
            foreach (var kind in kinds)
            {
                var result = await FaultSimulation.RunAsync(kind, seed, pages, outage);
                report.Goal($"{kind}, seed {seed}: {result.Findings.Count} findings in {result.Duration.TotalSeconds:F0} s", result.Findings.Count == 0);

                foreach (var line in result.Findings.Take(20).Concat(result.Findings.Count > 0 || arguments.Contains("--runs") ? result.Runs : []))
                {
                    Report.Say($"          {line}");
                }
            }
        }

        return report.ExitCode;
    }
}
