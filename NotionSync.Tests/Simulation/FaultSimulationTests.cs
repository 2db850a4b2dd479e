namespace NotionSync.Tests.Simulation;

/// <summary>
/// The short form of what <c>NotionSync.Benchmarks -- faults</c> does at length, with faults of all kinds at random
/// moments: those are no test, because no two runs are the same.
/// </summary>
public sealed class FaultSimulationTests
{
    [Fact]
    public Task An_import_and_three_syncs_with_edits_leave_the_library_equal_to_the_workspace() => RunAsync(FaultKinds.None, seed: 2);

    private static async Task RunAsync(string kind, int seed)
    {
        var result = await FaultSimulation.RunAsync(kind, seed, pages: 40, outage: TimeSpan.FromSeconds(5));
        Assert.True(result.Findings.Count == 0, string.Join('\n', [.. result.Findings, .. result.Runs]));
    }
}
