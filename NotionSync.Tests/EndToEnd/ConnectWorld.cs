using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using NotionSync.Tests.Emulator;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.EndToEnd;

/// <summary>The whole product with a Notion app of its own and a Nango, a browser, and the page it returns to.</summary>
public sealed class ConnectWorld : IAsyncLifetime
{
    private const string Client = "e2e-app";
    private const string Secret = "e2e-app-secret";
    private const string Tenant = "tenants/demo";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private Chromium? _chromium;
    private WebhookReceiver? _office;
    private Deployment? _product;

    internal Deployment Product => _product!;

    /// <summary>Where browsers come back to.</summary>
    internal string ReturnUrl => _office!.Address.AbsoluteUri;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        _office = await WebhookReceiver.StartAsync();
        _chromium = await Chromium.StartAsync();

        // Notion and Nango must know where the app is before it is there.
        var app = $"http://127.0.0.1:{FreePort.Find()}";

        _product = await Deployment.StartAsync(
            settings: new Dictionary<string, string>
            {
                ["LOCALHOST_URL"] = app,
                ["Nango__BaseUrl"] = "{notion}/nango",
                ["Nango__SecretKey"] = "nango_emulator_sample",
                ["Nango__WebhookKey"] = "nango_emulator_webhooks",
                ["NotionOAuth__ClientId"] = Client,
                ["NotionOAuth__ClientSecret"] = Secret,
                ["NotionOAuth__RedirectUri"] = $"{app}/api/oauth/notion/callback",
                ["NotionOAuth__AllowedReturnUrls"] = $"{ReturnUrl} {app}/",
            },
            notionArguments:
            [
                "--world", "sample", "--generate", "pages=150,blocks=5",
                "--oauth-client", $"{Client},{Secret},{app}/api/oauth/notion/callback",
                "--nango-webhook-url", $"{app}/api/webhooks/nango",
                "--nango-requests-per-minute", "0",
            ]);
    }

    public async Task DisposeAsync()
    {
        if (_product is not null)
        {
            await _product.DisposeAsync();
        }

        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        if (_office is not null)
        {
            await _office.DisposeAsync();
        }
    }

    /// <summary>Asks for a session and opens its address in a browser.</summary>
    internal async Task<IPage> OpenAsync(string provider, string? connection = null, bool onPhone = false)
    {
        using var response = await Product.Api.PostAsJsonAsync($"{Tenant}/connections/session", new { provider, returnUrl = ReturnUrl, connectionId = connection });
        var session = await Deployment.ReadAsync(response, HttpStatusCode.Created);
        var page = await _chromium!.NewPageAsync();

        if (onPhone)
        {
            await page.SetViewportSizeAsync(390, 844);
        }

        await page.GotoAsync(session.GetProperty("connectUrl").GetString()!);
        return page;
    }

    /// <summary>Opens the admin panel.</summary>
    internal async Task<IPage> OpenPanelAsync()
    {
        var page = await _chromium!.NewPageAsync();
        await page.GotoAsync(Product.App.Address.ToString());
        return page;
    }

    /// <summary>On Notion's page: picks by title these and no others, and says yes.</summary>
    internal static async Task AllowAsync(IPage page, params string[] titles)
    {
        // Selected is what was shared before; the button is the last on the page.
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow access", Exact = true }).WaitForAsync();

        while (await page.GetByRole(AriaRole.Checkbox, new() { Checked = true }).CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Checkbox, new() { Checked = true }).First.UncheckAsync();
        }

        foreach (var title in titles)
        {
            await page.GetByRole(AriaRole.Checkbox, new() { Name = title, Exact = true }).CheckAsync();
        }

        await ClickAsync(page, "Allow access");
    }

    internal static Task ClickAsync(IPage page, string button) => page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>Connects by Nango, all the way.</summary>
    /// <returns>The connection's id.</returns>
    internal async Task<string> ConnectByNangoAsync(params string[] titles)
    {
        var before = await ConnectionsAsync();
        var page = await OpenAsync("nango");
        await ClickAsync(page, "Connect");
        await AllowAsync(page, titles);
        await page.GetByText("Notion is connected").WaitForAsync();
        return await UntilAsync(async () => (await ConnectionsAsync()).Keys.Except(before.Keys).SingleOrDefault());
    }

    /// <returns>Each connection's id and status.</returns>
    internal async Task<Dictionary<string, string>> ConnectionsAsync()
        => (await Product.GetAsync($"{Tenant}/connections")).GetProperty("items").EnumerateArray()
            .ToDictionary(connection => connection.GetProperty("id").GetString()!, connection => connection.GetProperty("status").GetString()!);

    internal async Task<string> CheckAsync(string connection)
    {
        using var response = await Product.Api.PostAsync(new Uri($"{Tenant}/connections/{connection}/check", UriKind.Relative), null);
        return (await Deployment.ReadAsync(response, HttpStatusCode.OK)).GetProperty("status").GetString()!;
    }

    /// <returns>The titles of what a connection sees at the top.</returns>
    internal async Task<IEnumerable<string>> RootTitlesAsync(string connection)
        => [.. (await Product.GetAsync($"{Tenant}/connections/{connection}/roots")).GetProperty("items").EnumerateArray().Select(root => root.GetProperty("title").GetString()!)];

    internal async Task DisconnectAsync(string connection)
    {
        using var response = await Product.Api.DeleteAsync(new Uri($"{Tenant}/connections/{connection}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <summary>Calls the emulator's control API.</summary>
    internal async Task<JsonElement> ControlAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        using var response = await Product.NotionControl.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    internal async Task<T> UntilAsync<T>(Func<Task<T?>> find)
        where T : class
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += TimeSpan.FromMilliseconds(100))
        {
            if (await find() is { } found)
            {
                return found;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"It does not come.\n{Product.App.Output[^Math.Min(Product.App.Output.Length, 4000)..]}");
    }
}
