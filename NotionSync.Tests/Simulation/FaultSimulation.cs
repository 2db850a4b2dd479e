using System.Text.Json;

namespace NotionSync.Tests.Simulation;

/// <summary>
/// An import and three syncs, with edits and faults going on; then the faults end, one more sync runs, and the library
/// is compared with a walk of its own through Notion.
/// </summary>
internal sealed class FaultSimulation(string kind, int seed, int pages, TimeSpan outage)
{
    private const string Tenant = "demo";
    private const int Workers = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private readonly Random _random = new(seed);
    private readonly List<string> _findings = [];
    private readonly List<string> _runs = [];
    private int _edits;

    public static async Task<FaultResult> RunAsync(string kind, int seed, int pages, TimeSpan outage)
    {
        var started = TimeProvider.System.GetTimestamp();
        var simulation = new FaultSimulation(kind, seed, pages, outage);

        try
        {
            await simulation.RunAsync();
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException or HttpRequestException)
        {
            simulation._findings.Add(exception.Message);
        }

        return new(kind, seed, simulation._findings, simulation._runs, TimeProvider.System.GetElapsedTime(started));
    }

    private async Task RunAsync()
    {
        await using var cluster = await Cluster.StartAsync(
            Workers,
            new Dictionary<string, string>
            {
                ["Notion__TimeoutSeconds"] = "2",
                ["LocalHost__MessageLeaseSeconds"] = "4",
                ["Import__CallsPerInvocation"] = "10",
                ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:01",
                ["Sync__Schedule"] = "0 0 0 1 1 *",
            },
            persistentStorage: FaultKinds.Has(kind, FaultKinds.Outage),
            notionArguments: ["--requests-per-minute", "0"]);

        string[] roots =
        [
            await cluster.GenerateAsync(new { kind = "pages", pages = pages * 7 / 10, blocks = 9, files = 3 }),
            await cluster.GenerateAsync(new { kind = "database", rows = pages * 3 / 10, blocks = 1 }),
            await cluster.GenerateAsync(new { kind = "flat", children = 250 }),
        ];

        var connection = await cluster.ConnectAsync(Tenant);
        var editable = (await SourceWalk.RunAsync(cluster.Notion, roots[0])).Keys.ToList();

        if (FaultKinds.Has(kind, FaultKinds.Clocks))
        {
            await cluster.KillWorkerAsync(1);
            await cluster.StartWorkerAsync(1, TimeSpan.FromSeconds(_random.Next(2) == 0 ? 90 : -90));
        }

        string import;

        await using (var trouble = new Trouble(cluster, kind, seed, outage))
        {
            await trouble.StartAsync();
            import = await StartImportAsync(cluster, connection, roots);
            await RunToEndAsync(cluster, [import], editable);

            for (var sync = 0; sync < 3; sync++)
            {
                await EditAsync(cluster, editable, 4);
                await RunToEndAsync(cluster, await StartSyncAsync(cluster, connection, roots), editable);
            }

            await trouble.EndAsync();
        }

        // What the import named as failed is tried again, as a person would; no page is edited any more.
        var retry = await cluster.TryPostAsync($"tenants/{Tenant}/imports/{import}/retry", new { });

        if (retry.Status == System.Net.HttpStatusCode.Accepted)
        {
            await RunToEndAsync(cluster, [retry.Body.GetProperty("id").GetString()!], editable: []);
        }

        await RunToEndAsync(cluster, await StartSyncAsync(cluster, connection, roots), editable: []);

        var source = await SourceWalk.RunAsync(cluster.Notion, roots);
        _findings.AddRange(await LibraryCheck.RunAsync(cluster, Tenant, connection, source));
    }

    private static Task<string> StartImportAsync(Cluster cluster, string connection, string[] roots)
        => InsistAsync(() => cluster.StartImportAsync(Tenant, connection, roots));

    private static async Task<string[]> StartSyncAsync(Cluster cluster, string connection, string[] roots)
    {
        var answer = await InsistAsync(() => cluster.TryPostAsync($"tenants/{Tenant}/sync", new { }));

        // An import of the same roots does what a sync does, with more calls.
        return answer.Status == System.Net.HttpStatusCode.Accepted
            ? [.. answer.Body.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()!)]
            : [await StartImportAsync(cluster, connection, roots)];
    }

    private async Task RunToEndAsync(Cluster cluster, string[] runs, List<string> editable)
    {
        foreach (var run in runs)
        {
            await EditAsync(cluster, editable, 4);
            var state = await cluster.WaitAsync(Tenant, run, Patience);
            var counts = state.GetProperty("pages");
            int Count(string name) => counts.GetProperty(name).GetInt32();

            _runs.Add($"{state.GetProperty("kind").GetString()} {state.GetProperty("status").GetString()} {counts} {Failures(state)}");

            if (Count("discovered") != Count("imported") + Count("unchanged") + Count("skipped") + Count("failed"))
            {
                _findings.Add($"The report of {run} does not add up: {counts}.");
            }

            if (state.GetProperty("status").GetString() is "failed" or "cancelled")
            {
                _findings.Add($"The run {run} ended {state.GetProperty("status").GetString()}: {state.GetProperty("error")}");
            }
        }
    }

    private static string Failures(JsonElement state)
        => string.Join(' ', state.GetProperty("failures").EnumerateArray().CountBy(failure => failure.GetProperty("code").GetString()!).Select(code => $"{code.Key}×{code.Value}"));

    // Pages are added, edited, renamed, moved and put into the trash.
    private async Task EditAsync(Cluster cluster, List<string> editable, int count)
    {
        for (var edit = 0; edit < count && editable.Count > 5; edit++)
        {
            var page = editable[_random.Next(1, editable.Count)];
            var mark = $"{LibraryCheck.Mark}{++_edits}x";

            switch (_random.Next(6))
            {
                case 0:
                    var added = await cluster.EmulatorAsync(HttpMethod.Post, "pages", new { parent = page, title = $"Added page {_edits}", blocks = new[] { $"It says {mark}." } });
                    editable.Add(added.GetProperty("id").GetString()!);
                    break;
                case 1:
                    await cluster.EmulatorAsync(HttpMethod.Patch, $"pages/{page}", new { title = $"Renamed page {_edits}" });
                    break;
                case 2:
                    await cluster.EmulatorAsync(HttpMethod.Patch, $"pages/{page}", new { trashed = true });

                    // Nor is what lies below it edited any more: Notion does not let anybody.
                    var trashed = (await cluster.EmulatorAsync(HttpMethod.Get, "pages")).EnumerateArray().Where(one => one.GetProperty("inTrash").GetBoolean());
                    editable.RemoveAll(trashed.Select(one => one.GetProperty("id").GetString()!).ToHashSet().Contains);
                    break;
                default:
                    await cluster.EmulatorAsync(HttpMethod.Post, $"blocks/{page}/children", new { blocks = new[] { $"Now it says {mark}." } });
                    break;
            }
        }
    }

    private static async Task<T> InsistAsync<T>(Func<Task<T>> action)
    {
        var started = TimeProvider.System.GetTimestamp();

        while (true)
        {
            try
            {
                return await action();
            }
            catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or OperationCanceledException or JsonException
                && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                // No worker, or no storage, at this moment: a person would try again too.
                await Task.Delay(500);
            }
        }
    }
}

/// <param name="Findings">What is not as it must be.</param>
/// <param name="Runs">How each run ended.</param>
internal sealed record FaultResult(string Kind, int Seed, IReadOnlyList<string> Findings, IReadOnlyList<string> Runs, TimeSpan Duration);
