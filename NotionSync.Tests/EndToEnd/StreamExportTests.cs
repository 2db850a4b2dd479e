using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace NotionSync.Tests.EndToEnd;

/// <summary>Exports of streams as runs, when things break under them.</summary>
public sealed class StreamExportTests
{
    [Fact]
    public async Task An_export_that_is_killed_goes_on_from_its_last_part_and_has_the_same_records()
    {
        await using var deployment = await Deployment.StartAsync(settings: new Dictionary<string, string> { ["LocalHost__MessageLeaseSeconds"] = "2" });

        // More than one part of 8 MiB, and slow enough that there is a middle to be killed in.
        using var generated = await deployment.NotionControl.PostAsJsonAsync("_emulator/generate", new { kind = "pages", pages = 300, blocks = 50 });
        Assert.True(generated.IsSuccessStatusCode, await generated.Content.ReadAsStringAsync());
        await FaultAsync(deployment, new { path = "^/v1/blocks", latencyMs = 20 });
        var connection = await deployment.ConnectAsync();
        var path = await StartAsync(deployment, connection);

        var before = await WaitAsync(deployment, path, export => export.GetProperty("bytes").GetInt64() > 0);
        Assert.Equal("running", before.GetProperty("status").GetString());
        await deployment.KillAppAsync();
        await deployment.StartAppAsync();

        var after = await WaitAsync(deployment, path, IsFinished);
        Assert.Equal("completed", after.GetProperty("status").GetString());
        Assert.True(after.GetProperty("bytes").GetInt64() > before.GetProperty("bytes").GetInt64(), $"{before}\n{after}");

        var exported = await IdsAsync(deployment.Api, HttpMethod.Get, $"{path}/content");
        await FaultAsync(deployment);
        Assert.Equal(await IdsAsync(deployment.Api, HttpMethod.Post, $"tenants/demo/connections/{connection}/streams/read", new { stream = "blocks", maxRecords = 1_000_000 }), exported);
        Assert.Equal(exported.Count, after.GetProperty("streams")[0].GetProperty("records").GetInt64());
    }

    [Fact]
    public async Task An_export_that_fails_too_often_says_so_and_its_state_is_where_the_next_goes_on()
    {
        await using var deployment = await Deployment.StartAsync(settings: new Dictionary<string, string>
        {
            ["AzureFunctionsJobHost__extensions__queues__maxDequeueCount"] = "2",
            ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
        });
        var connection = await deployment.ConnectAsync();
        var whole = await IdsAsync(deployment.Api, HttpMethod.Post, $"tenants/demo/connections/{connection}/streams/read", new { stream = "blocks" });

        // Notion answers the first pages, and then no more.
        await FaultAsync(deployment, new { path = "^/v1/", after = 6, status = 503 });
        var path = await StartAsync(deployment, connection);
        var failed = await WaitAsync(deployment, path, IsFinished);
        Assert.Equal(("failed", "notion_unavailable"), (failed.GetProperty("status").GetString(), failed.GetProperty("errorCode").GetString()));

        await FaultAsync(deployment);
        var first = await IdsAsync(deployment.Api, HttpMethod.Get, $"{path}/content");
        var rest = await StartAsync(deployment, connection, failed.GetProperty("streams")[0].GetProperty("state"));
        Assert.Equal("completed", (await WaitAsync(deployment, rest, IsFinished)).GetProperty("status").GetString());

        Assert.InRange(first.Count, 1, whole.Count - 1);
        Assert.Equal(whole, first.Concat(await IdsAsync(deployment.Api, HttpMethod.Get, $"{rest}/content")));
    }

    [Fact]
    public async Task An_export_ends_with_its_connection()
    {
        await using var deployment = await Deployment.StartAsync();
        await FaultAsync(deployment, new { path = "^/v1/", latencyMs = 300 });
        var connection = await deployment.ConnectAsync();
        var path = await StartAsync(deployment, connection);

        using var ended = await deployment.Api.DeleteAsync(new Uri($"tenants/demo/connections/{connection}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);

        var export = await WaitAsync(deployment, path, IsFinished);
        Assert.Equal(("cancelled", "connection_changed"), (export.GetProperty("status").GetString(), export.GetProperty("errorCode").GetString()));
    }

    private static async Task<string> StartAsync(Deployment deployment, string connection, JsonElement? state = null)
    {
        using var response = await deployment.Api.PostAsJsonAsync($"tenants/demo/connections/{connection}/streams/exports", new { streams = new[] { new { name = "blocks", state } } });
        return $"tenants/demo/stream-exports/{(await Deployment.ReadAsync(response, HttpStatusCode.Accepted)).GetProperty("id").GetString()}";
    }

    private static bool IsFinished(JsonElement export) => export.GetProperty("status").GetString() is not ("queued" or "running");

    private static async Task<JsonElement> WaitAsync(Deployment deployment, string path, Func<JsonElement, bool> isThere)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));

        while (true)
        {
            var export = await deployment.GetAsync(path);

            if (isThere(export))
            {
                return export;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private static async Task FaultAsync(Deployment deployment, params object[] rules)
    {
        using var removed = await deployment.NotionControl.DeleteAsync(new Uri("_emulator/faults", UriKind.Relative));
        using var response = await deployment.NotionControl.PostAsJsonAsync("_emulator/faults", rules);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<List<string>> IdsAsync(HttpClient api, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);

        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Where(line => line.GetProperty("type").GetString() == "record").Select(line => line.GetProperty("data").GetProperty("id").GetString()!)];
    }
}
