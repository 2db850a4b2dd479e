using System.Web;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.EndToEnd;

/// <summary>What an admin does to connect and disconnect, in a real browser against the whole product.</summary>
public sealed class ConnectInBrowserTests(ConnectWorld world) : IClassFixture<ConnectWorld>
{
    [ChromiumFact]
    public async Task Connect_by_nango_gives_a_connection_that_sees_what_was_picked()
    {
        var connection = await world.ConnectByNangoAsync("Security Policies");

        Assert.Equal("active", await world.CheckAsync(connection));
        Assert.Equal(["Security Policies"], await world.RootTitlesAsync(connection));
    }

    [ChromiumFact]
    public async Task Connect_by_oauth_comes_back_with_the_connection()
    {
        var page = await world.OpenAsync("notion", onPhone: true);
        await ConnectWorld.AllowAsync(page, "Team Handbook");

        var connection = await ReturnedAsync(page, "connection");
        Assert.Equal("active", await world.CheckAsync(connection));
        Assert.Equal(["Team Handbook"], await world.RootTitlesAsync(connection));

        // Going back to Notion's page and saying yes again brings a state that was used: nobody is redirected.
        await page.GoBackAsync();
        await ConnectWorld.AllowAsync(page, "Team Handbook");
        await page.GetByText("invalid_state").WaitForAsync();
    }

    [ChromiumFact]
    public async Task In_the_panel_one_connects_and_reconnects_by_either_way_or_cancels()
    {
        // Those of the other tests are in the way: the same user's connection to the same workspace is the same.
        foreach (var other in (await world.ConnectionsAsync()).Keys)
        {
            await world.DisconnectAsync(other);
        }

        var panel = await world.OpenPanelAsync();

        // By OAuth, in the same window; first in vain.
        foreach (var allows in new[] { false, true })
        {
            await ConnectWorld.ClickAsync(panel, "Connect Notion");
            await panel.GetByLabel("With Notion directly").CheckAsync();
            await ConnectWorld.ClickAsync(panel, "Continue to Notion");
            await panel.GetByText("Allow access").WaitForAsync();

            if (allows)
            {
                await ConnectWorld.AllowAsync(panel, "Team Handbook");
                await panel.GetByText("The workspace is connected.").First.WaitForAsync();
            }
            else
            {
                await ConnectWorld.ClickAsync(panel, "Cancel");
                await panel.GetByText("access was not granted in Notion").WaitForAsync();
            }
        }

        var oauth = (await world.ConnectionsAsync()).Keys.Single();

        // By Nango, in a window of its own.
        await ConnectWorld.ClickAsync(panel, "Connect Notion");
        await panel.GetByLabel("With Nango").CheckAsync();
        await AllowInOtherWindowAsync(panel, "Continue to Notion");
        await panel.GetByText("Finish connecting in the other window").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
        var nango = (await world.ConnectionsAsync()).Keys.Single(id => id != oauth);

        // Notion no longer accepts either; each is mended by its own button.
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/revoke", "{}");
        Assert.Equal("needs_reauthorization", await world.CheckAsync(oauth));
        Assert.Equal("needs_reauthorization", await world.CheckAsync(nango));
        await panel.ReloadAsync();

        await AllowInOtherWindowAsync(panel, "Reconnect", "by Nango");
        await world.UntilAsync(async () => (await world.ConnectionsAsync())[nango] == "active" ? "active" : null);
        await CardOf(panel, "by OAuth").GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Reconnect" }).First.ClickAsync();
        await panel.GetByText("Allow access").WaitForAsync();
        await ConnectWorld.AllowAsync(panel, "Team Handbook");
        await panel.GetByText("The workspace is connected.").First.WaitForAsync();
        Assert.Equal("active", (await world.ConnectionsAsync())[oauth]);
    }

    [ChromiumFact]
    public async Task Cancel_connects_nothing_wherever_it_is_pressed()
    {
        var before = await world.ConnectionsAsync();

        var oauth = await world.OpenAsync("notion");
        await ConnectWorld.ClickAsync(oauth, "Cancel");
        Assert.Equal("access_denied", await ReturnedAsync(oauth, "error"));

        var nango = await world.OpenAsync("nango");
        await ConnectWorld.ClickAsync(nango, "Cancel");
        await nango.GetByText("Nothing was connected").First.WaitForAsync();

        var consent = await world.OpenAsync("nango");
        await ConnectWorld.ClickAsync(consent, "Connect");
        await consent.GetByText("Allow access").WaitForAsync(); // Nango's own page has a button of that name, too.
        await ConnectWorld.ClickAsync(consent, "Cancel");
        await consent.GetByText("Nothing was connected").First.WaitForAsync();
        await world.ControlAsync(HttpMethod.Post, "/_emulator/webhooks/drain");

        Assert.Equal(before.Keys.Order(), (await world.ConnectionsAsync()).Keys.Order());
    }

    [ChromiumFact]
    public async Task Who_picks_nothing_is_asked_again_and_can_go_on()
    {
        var page = await world.OpenAsync("notion");
        await ConnectWorld.AllowAsync(page);
        await page.GetByText("Select at least one page, or cancel.").WaitForAsync();

        await ConnectWorld.AllowAsync(page, "Trust Center");

        Assert.Equal("active", await world.CheckAsync(await ReturnedAsync(page, "connection")));
    }

    [ChromiumFact]
    public async Task Reconnect_by_nango_keeps_the_connection()
    {
        var connection = await world.ConnectByNangoAsync("Security Policies");
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/revoke", "{}");
        Assert.Equal("needs_reauthorization", await world.CheckAsync(connection));
        var count = (await world.ConnectionsAsync()).Count;

        var page = await world.OpenAsync("nango", connection);
        await page.GetByRole(Microsoft.Playwright.AriaRole.Heading, new() { Name = "Connect Notion again" }).WaitForAsync();
        await ConnectWorld.ClickAsync(page, "Connect");
        await ConnectWorld.AllowAsync(page, "Team Handbook");
        await page.GetByText("Notion is connected").WaitForAsync();

        await world.UntilAsync(async () => (await world.ConnectionsAsync())[connection] == "active" ? "active" : null);
        Assert.Equal(count, (await world.ConnectionsAsync()).Count);
        Assert.Contains("Team Handbook", await world.RootTitlesAsync(connection));
    }

    [ChromiumFact]
    public async Task Reconnect_by_oauth_keeps_the_connection()
    {
        var first = await world.OpenAsync("notion");
        await ConnectWorld.AllowAsync(first, "Security Policies");
        var connection = await ReturnedAsync(first, "connection");
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/revoke", "{}");
        Assert.Equal("needs_reauthorization", await world.CheckAsync(connection));

        var second = await world.OpenAsync("notion", connection);
        await ConnectWorld.AllowAsync(second, "Team Handbook");

        Assert.Equal(connection, await ReturnedAsync(second, "connection"));
        Assert.Equal("active", await world.CheckAsync(connection));
        Assert.Contains("Team Handbook", await world.RootTitlesAsync(connection));
    }

    [ChromiumFact]
    public async Task After_disconnect_a_running_import_writes_nothing_more()
    {
        var others = await AtBrokerAsync();
        var connection = await world.ConnectByNangoAsync("Trust Center");
        var atBroker = (await AtBrokerAsync()).Except(others).Single();
        await world.ControlAsync(HttpMethod.Post, "/_emulator/faults", """{"path":"^/v1/blocks/","after":30,"hold":true}""");

        try
        {
            var import = await world.Product.StartImportAsync(connection, [.. await world.Product.RootsAsync(connection)]);
            await world.UntilAsync(async () => await CountAsync(connection) > 2 ? "some" : null);

            await world.DisconnectAsync(connection);
            await world.ControlAsync(HttpMethod.Delete, "/_emulator/faults");
            var ended = await world.Product.WaitAsync(import);
            Assert.Equal("cancelled", ended.GetProperty("status").GetString());

            // What was on its way to storage at that moment has arrived by now; what had yet to be fetched has not.
            await world.Product.Storage.WorkedOffAsync(StorageNames.PageImportQueue, StorageNames.BlockFetchQueue);
            var written = await world.UntilAsync(async () => await StateAsync(connection) is var state && state.All(document => document.EndsWith(" disconnected", StringComparison.Ordinal)) ? state : null);
            await world.ControlAsync(HttpMethod.Delete, "/_emulator/stats");
            await Task.Delay(TimeSpan.FromSeconds(5));

            Assert.Equal(written, await StateAsync(connection));
            Assert.InRange(written.Count, 1, ended.GetProperty("pages").GetProperty("discovered").GetInt32() - 1);
            Assert.Equal(0, (await world.ControlAsync(HttpMethod.Get, "/_emulator/stats")).GetProperty("total").GetInt32());
            await world.Product.UntilAsync(async () => !(await AtBrokerAsync()).Contains(atBroker));
            Assert.DoesNotContain(connection, (await world.ConnectionsAsync()).Keys);
        }
        finally
        {
            await world.ControlAsync(HttpMethod.Delete, "/_emulator/faults");
        }
    }

    /// <returns>Nango's ids of its connections.</returns>
    private async Task<IEnumerable<string>> AtBrokerAsync()
        => [.. (await world.ControlAsync(HttpMethod.Get, "/_emulator/nango")).GetProperty("connections").EnumerateArray().Select(connection => connection.GetProperty("connection_id").GetString()!)];

    private async Task<int> CountAsync(string connection) => (await StateAsync(connection)).Count;

    private async Task<IReadOnlyList<string>> StateAsync(string connection)
        => [.. (await world.Product.DocumentsAsync())
            .Where(document => document.GetProperty("source").GetProperty("connectionId").GetString() == connection)
            .Select(document => $"{document.GetProperty("id")} {document.GetProperty("version")} {document.GetProperty("syncedAt")} {document.GetProperty("status")}")
            .Order(StringComparer.Ordinal)];

    private static Microsoft.Playwright.ILocator CardOf(Microsoft.Playwright.IPage panel, string way)
        => panel.GetByRole(Microsoft.Playwright.AriaRole.Article).Filter(new() { HasText = way }).Filter(new() { HasText = "Needs reauthorisation" });

    private static async Task AllowInOtherWindowAsync(Microsoft.Playwright.IPage panel, string button, string? way = null)
    {
        var within = way is null ? panel.Locator("body") : CardOf(panel, way).Last;
        var other = await panel.RunAndWaitForPopupAsync(() => within.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync());
        await ConnectWorld.ClickAsync(other, "Connect");
        await other.GetByText("Allow access").WaitForAsync();
        await ConnectWorld.AllowAsync(other, "Security Policies");
        await other.GetByText("Notion is connected").WaitForAsync();
    }

    /// <summary>Waits until the browser has come back.</summary>
    private async Task<string> ReturnedAsync(Microsoft.Playwright.IPage page, string name)
    {
        await page.WaitForURLAsync(url => url.StartsWith(world.ReturnUrl + "?", StringComparison.Ordinal));
        return HttpUtility.ParseQueryString(new Uri(page.Url).Query)[name] ?? throw new InvalidOperationException($"No {name} in {page.Url}.");
    }
}
