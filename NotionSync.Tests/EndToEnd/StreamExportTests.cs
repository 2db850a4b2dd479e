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

        // More than one part of 8 MiB, and held shortly before the end.
        using var generated = await deployment.NotionControl.PostAsJsonAsync("_emulator/generate", new { kind = "pages", pages = 300, blocks = 50 });
        Assert.True(generated.IsSuccessStatusCode, await generated.Content.ReadAsStringAsync());
        var connection = await deployment.ConnectAsync();
        await deployment.NotionControl.DeleteAsync(new Uri("_emulator/stats", UriKind.Relative));
        var read = await IdsAsync(deployment.Api, HttpMethod.Post, $"tenants/demo/connections/{connection}/streams/read", new { stream = "blocks", maxRecords = 1_000_000, maxSeconds = 200 });
        var calls = (await deployment.NotionControl.GetFromJsonAsync<JsonElement>("_emulator/stats")).GetProperty("total").GetInt32();
        await deployment.AddFaultsAsync(new { path = "^/v1/", after = calls - 10, hold = true });
        var path = await StartAsync(deployment, connection);

        var before = await WaitAsync(deployment, path, export => export.GetProperty("bytes").GetInt64() > 0);
        Assert.Equal("running", before.GetProperty("status").GetString());
        await deployment.KillAppAsync();
        await deployment.EndFaultsAsync();
        await deployment.StartAppAsync();

        var after = await WaitAsync(deployment, path, IsFinished);
        Assert.Equal("completed", after.GetProperty("status").GetString());
        Assert.True(after.GetProperty("bytes").GetInt64() > before.GetProperty("bytes").GetInt64(), $"{before}\n{after}");

        var exported = await IdsAsync(deployment.Api, HttpMethod.Get, $"{path}/content");
        Assert.Equal(read, exported);
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
        await deployment.AddFaultsAsync(new { path = "^/v1/", after = 6, status = 503 });
        var path = await StartAsync(deployment, connection);
        var failed = await WaitAsync(deployment, path, IsFinished);
        Assert.Equal(("failed", "notion_unavailable"), (failed.GetProperty("status").GetString(), failed.GetProperty("errorCode").GetString()));

        await deployment.EndFaultsAsync();
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
        var connection = await deployment.ConnectAsync();
        await deployment.AddFaultsAsync(new { path = "^/v1/(search|blocks)", after = 2, hold = true });
        var path = await StartAsync(deployment, connection);
        await deployment.UntilAsync(async () => await deployment.PlayedAsync() > 0);

        using var ended = await deployment.Api.DeleteAsync(new Uri($"tenants/demo/connections/{connection}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await deployment.EndFaultsAsync();

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
        JsonElement export = default;
        await deployment.UntilAsync(async () => isThere(export = await deployment.GetAsync(path)));
        return export;
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
