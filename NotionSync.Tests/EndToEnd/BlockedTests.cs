using System.Net;
using System.Net.Http.Json;

namespace NotionSync.Tests.EndToEnd;

/// <summary>Notion asks that a connection not be called again.</summary>
public sealed class BlockedTests
{
    [Fact]
    public async Task A_connection_that_Notion_blocks_is_not_called_until_somebody_checks_it()
    {
        await using var deployment = await Deployment.StartAsync(world: "sample");
        var connection = await deployment.ConnectAsync();
        var roots = await deployment.RootsAsync(connection);

        using var fault = await deployment.NotionControl.PostAsJsonAsync(
            "/_emulator/faults", new[] { new { path = "^/v1/", status = 429, reason = "public_api_request_blocked" } });
        var import = await deployment.WaitAsync(await deployment.StartImportAsync(connection, roots[0]));

        Assert.Equal("failed", import.GetProperty("status").GetString());
        Assert.Equal("blocked_by_notion", import.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("blocked", await StatusAsync(deployment, connection));

        using var refused = await deployment.Api.PostAsJsonAsync("tenants/demo/imports", new { connectionId = connection, items = new[] { new { id = roots[0] } } });
        Assert.Equal("blocked_by_notion", (await Deployment.ReadAsync(refused, HttpStatusCode.Conflict)).GetProperty("code").GetString());

        var calls = await CallsAsync(deployment);

        foreach (var path in new[] { "roots", $"pages/{roots[0]}/children", "search" })
        {
            using var browsed = await deployment.Api.GetAsync(new Uri($"tenants/demo/connections/{connection}/{path}", UriKind.Relative));
            Assert.Equal("blocked_by_notion", (await Deployment.ReadAsync(browsed, HttpStatusCode.Conflict)).GetProperty("code").GetString());
        }

        using var action = await deployment.Api.PostAsJsonAsync($"tenants/demo/connections/{connection}/actions/get_current_user", new { input = new { } });
        Assert.Equal("blocked_by_notion", (await Deployment.ReadAsync(action, HttpStatusCode.Conflict)).GetProperty("code").GetString());
        Assert.Equal(calls, await CallsAsync(deployment));

        using var still = await deployment.Api.PostAsync($"tenants/demo/connections/{connection}/check", content: null);
        Assert.Equal("blocked", (await Deployment.ReadAsync(still, HttpStatusCode.OK)).GetProperty("status").GetString());

        using var lifted = await deployment.NotionControl.DeleteAsync(new Uri("/_emulator/faults", UriKind.Relative));
        using var check = await deployment.Api.PostAsync($"tenants/demo/connections/{connection}/check", content: null);
        Assert.Equal("active", (await Deployment.ReadAsync(check, HttpStatusCode.OK)).GetProperty("status").GetString());
        Assert.Equal("active", await StatusAsync(deployment, connection));
    }

    private static async Task<int> CallsAsync(Deployment deployment)
        => (await deployment.NotionControl.GetFromJsonAsync<System.Text.Json.JsonElement>("/_emulator/stats")).GetProperty("total").GetInt32();

    private static async Task<string?> StatusAsync(Deployment deployment, string connection)
        => (await deployment.GetAsync($"tenants/demo/connections/{connection}")).GetProperty("status").GetString();
}
