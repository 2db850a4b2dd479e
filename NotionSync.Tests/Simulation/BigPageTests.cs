using System.Text.Json;

namespace NotionSync.Tests.Simulation;

/// <summary>Pages that take more requests than one invocation should make.</summary>
public sealed class BigPageTests
{
    private const int Toggles = 60;

    [Fact]
    public async Task A_wide_page_is_fetched_in_parts_and_joined_with_no_request_made_twice()
    {
        // No message comes a second time for want of a renewal, or requests would be made twice with it.
        await using var cluster = await StartAsync(leaseSeconds: 60);
        var page = await AddPageAsync(cluster);
        var connection = await cluster.ConnectAsync("demo");
        await cluster.EmulatorAsync(HttpMethod.Delete, "stats");

        var run = await cluster.WaitAsync("demo", await cluster.StartImportAsync("demo", connection, page), TimeSpan.FromMinutes(2));
        var asked = await cluster.EmulatorAsync(HttpMethod.Get, "stats");

        Assert.True(run.GetProperty("status").GetString() == "completed", run.ToString());
        Assert.Empty(await LibraryCheck.RunAsync(cluster, "demo", connection, await SourceWalk.RunAsync(cluster.Notion, page)));

        // The page, the list of its blocks, and one for each toggle. What the sync of a new connection asks is left out.
        Assert.Equal(2 + Toggles, asked.GetProperty("endpoints").EnumerateObject().Where(endpoint => endpoint.Name.Contains("/v1/pages/") || endpoint.Name.Contains("/v1/blocks/")).Sum(endpoint => endpoint.Value.GetInt32()));
        Assert.Equal((2 + Toggles, 2 + Toggles), (run.GetProperty("calls").GetProperty("made").GetInt32(), run.GetProperty("calls").GetProperty("lowerBound").GetInt32()));
    }

    [Theory]
    [InlineData(FaultKinds.Messages)]
    [InlineData(FaultKinds.Kills)]
    [InlineData("429")]
    [InlineData("404-403")]
    public async Task Whatever_happens_to_the_parts_the_page_is_whole_and_there_once(string kind)
    {
        await using var cluster = await StartAsync(leaseSeconds: 2);
        var page = await AddPageAsync(cluster);
        var connection = await cluster.ConnectAsync("demo");
        JsonElement run;

        await using (var trouble = new Trouble(cluster, kind, seed: 7, outage: default))
        {
            await trouble.StartAsync();
            run = await cluster.WaitAsync("demo", await cluster.StartImportAsync("demo", connection, page), TimeSpan.FromMinutes(3));
            await trouble.EndAsync();
        }

        if (kind == "404-403")
        {
            // What Notion refused then is there the next time.
            run = await cluster.WaitAsync("demo", await cluster.StartImportAsync("demo", connection, page), TimeSpan.FromMinutes(2));
        }

        Assert.True(run.GetProperty("status").GetString() == "completed", run.ToString());
        Assert.Equal(1, run.GetProperty("pages").GetProperty("discovered").GetInt32());
        Assert.Empty(await LibraryCheck.RunAsync(cluster, "demo", connection, await SourceWalk.RunAsync(cluster.Notion, page)));
    }

    private static Task<Cluster> StartAsync(int leaseSeconds)
        => Cluster.StartAsync(
            2,
            new Dictionary<string, string>
            {
                ["Import__CallsPerInvocation"] = "10",
                ["LocalHost__MessageLeaseSeconds"] = $"{leaseSeconds}",
                ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:01",
            },
            notionArguments: ["--requests-per-minute", "0"]);

    private static async Task<string> AddPageAsync(Cluster cluster)
        => (await cluster.EmulatorAsync(HttpMethod.Post, "pages", new
        {
            title = "Wide",
            blocks = Enumerable.Range(1, Toggles).Select(number => new { toggle = $"Question {number}", children = new[] { $"Answer {number}", $"Reason {number}" } }),
        })).GetProperty("id").GetString()!;
}
