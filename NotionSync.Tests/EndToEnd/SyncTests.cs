using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NotionSync.Http;
using NotionSync.Tests.Http;

namespace NotionSync.Tests.EndToEnd;

/// <summary>Syncing over HTTP, with the timer, the queues and the processes that there are.</summary>
public sealed class SyncTests
{
    [Fact]
    public async Task Edits_come_by_the_timer_by_hand_and_page_by_page_and_settings_hold()
    {
        await using var deployment = await Deployment.StartAsync();
        var connection = await deployment.ConnectAsync();
        using var generated = await deployment.NotionControl.PostAsJsonAsync("/_emulator/generate", new { kind = "pages", pages = 3, blocks = 1 });
        var root = (await Deployment.ReadAsync(generated, HttpStatusCode.Created)).GetProperty("id").GetString()!;
        await deployment.WaitAsync(await deployment.StartImportAsync(connection, root));
        var document = (await deployment.DocumentsAsync()).Single(document => document.GetProperty("source").GetProperty("id").GetString() == root).GetProperty("id").GetString()!;

        // By hand.
        await WriteAsync(deployment, root, "By hand.");
        var started = await PostAsync(deployment, "tenants/demo/sync", null, HttpStatusCode.Accepted);
        var run = Assert.Single(started.GetProperty("runs").EnumerateArray());
        Assert.Equal(connection, run.GetProperty("connectionId").GetString());
        var report = await deployment.WaitAsync(run.GetProperty("id").GetString()!);
        Assert.Equal(("sync", "manual", "completed"), (report.GetProperty("kind").GetString(), report.GetProperty("reason").GetString(), report.GetProperty("status").GetString()));
        Assert.Contains("By hand.", await MarkdownAsync(deployment, document), StringComparison.Ordinal);

        // One document.
        await WriteAsync(deployment, root, "One page.");
        var resync = await PostAsync(deployment, $"tenants/demo/documents/{document}/resync", null, HttpStatusCode.Accepted);
        Assert.Equal("resync", (await deployment.WaitAsync(resync.GetProperty("id").GetString()!)).GetProperty("kind").GetString());
        Assert.Contains("One page.", await MarkdownAsync(deployment, document), StringComparison.Ordinal);

        // By the timer: due now, because it was turned on again.
        await SettingsAsync(deployment, new { tenantIds = new[] { "demo", "another" }, autoSyncEnabledSources = Array.Empty<string>() }, HttpStatusCode.NoContent);
        Assert.False((await ConnectionAsync(deployment, connection)).GetProperty("autoSync").GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, (await ConnectionAsync(deployment, connection)).GetProperty("nextSyncAt").ValueKind);

        await SettingsAsync(deployment, new { tenantIds = new[] { "demo" }, autoSyncEnabledSources = "ALL", intervalHours = 12 }, HttpStatusCode.NoContent);
        var set = await ConnectionAsync(deployment, connection);
        Assert.Equal((true, 12), (set.GetProperty("autoSync").GetProperty("enabled").GetBoolean(), set.GetProperty("autoSync").GetProperty("intervalHours").GetInt32()));
        Assert.NotEqual(JsonValueKind.Null, set.GetProperty("nextSyncAt").ValueKind);

        await WriteAsync(deployment, root, "By the timer.");
        using var due = await deployment.Api.PatchAsJsonAsync($"tenants/demo/connections/{connection}", new { autoSync = new { enabled = true } });
        Assert.True(due.IsSuccessStatusCode, await due.Content.ReadAsStringAsync());
        using var tick = await deployment.Api.PostAsJsonAsync(new Uri(deployment.App.Address, "/admin/functions/TickSync"), new { });
        Assert.True(tick.IsSuccessStatusCode, await tick.Content.ReadAsStringAsync());
        await deployment.UntilAsync(async () => (await MarkdownAsync(deployment, document)).Contains("By the timer.", StringComparison.Ordinal));

        var runs = (await deployment.GetAsync("tenants/demo/sync/runs")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["scheduled", "resync", "manual"], runs.Select(one => one.GetProperty("reason").GetString()));
        Assert.NotEqual(JsonValueKind.Null, (await ConnectionAsync(deployment, connection)).GetProperty("lastSyncAt").ValueKind);

        await RefusesAsync(deployment);
    }

    private static async Task RefusesAsync(Deployment deployment)
    {
        var tooMany = Enumerable.Range(0, 101).Select(number => $"t{number}").ToArray();
        Assert.Equal("too_many_tenants", await SettingsAsync(deployment, new { tenantIds = tooMany, autoSyncEnabledSources = "ALL" }, HttpStatusCode.BadRequest));
        Assert.Equal("invalid_interval", await SettingsAsync(deployment, new { tenantIds = new[] { "demo" }, autoSyncEnabledSources = "ALL", intervalHours = 5 }, HttpStatusCode.BadRequest));
        Assert.Equal("invalid_source", await SettingsAsync(deployment, new { tenantIds = new[] { "demo" }, autoSyncEnabledSources = new[] { "BOX" } }, HttpStatusCode.BadRequest));
        Assert.Equal("forbidden", await SettingsAsync(deployment, new { tenantIds = new[] { "demo" }, autoSyncEnabledSources = "ALL" }, HttpStatusCode.Forbidden, Role.Admin));
        await PostAsync(deployment, "tenants/demo/documents/0123/resync", null, HttpStatusCode.NotFound);
        await PostAsync(deployment, "tenants/demo/imports/0123/retry", null, HttpStatusCode.NotFound);
    }

    /// <returns>The problem's code, where there is one.</returns>
    private static async Task<string?> SettingsAsync(Deployment deployment, object body, HttpStatusCode expected, Role role = Role.Service)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "sync-settings") { Content = JsonContent.Create(body) };
        request.Headers.Add("X-MS-CLIENT-PRINCIPAL", Principals.Header("demo", role));
        using var response = await deployment.Api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString();
    }

    private static async Task<JsonElement> PostAsync(Deployment deployment, string path, object? body, HttpStatusCode expected)
    {
        using var response = await deployment.Api.PostAsync(new Uri(path, UriKind.Relative), body is null ? null : JsonContent.Create(body));
        return await Deployment.ReadAsync(response, expected);
    }

    private static Task<JsonElement> ConnectionAsync(Deployment deployment, string connection) => deployment.GetAsync($"tenants/demo/connections/{connection}");

    private static async Task<string> MarkdownAsync(Deployment deployment, string document)
        => Encoding.UTF8.GetString(await deployment.BytesAsync($"tenants/demo/documents/{document}/markdown"));

    private static async Task WriteAsync(Deployment deployment, string page, string paragraph)
    {
        using var response = await deployment.NotionControl.PostAsJsonAsync($"/_emulator/blocks/{page}/children", new { blocks = new[] { paragraph } });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
