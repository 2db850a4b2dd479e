using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using NotionSync.Tests.Emulator;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Panel;

/// <summary>The admin panel as people have it: a real browser against the whole product on this machine.</summary>
public sealed class PanelFixture : IAsyncLifetime
{
    private Chromium? _browser;

    internal Deployment Product { get; private set; } = null!;

    /// <summary>Of the product that the panel belongs to, which is told what happens.</summary>
    internal WebhookReceiver BackEnd { get; private set; } = null!;

    /// <summary>Where the panel is.</summary>
    internal Uri Address => Product.App.Address;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        BackEnd = await WebhookReceiver.StartAsync();
        Product = await Deployment.StartAsync(settings: new Dictionary<string, string>
        {
            ["Events__Url"] = BackEnd.Address.AbsoluteUri,
            ["Events__Secret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            ["Events__AllowLoopback"] = "true",
        });
        _browser = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            await Product.DisposeAsync();
            await BackEnd.DisposeAsync();
        }
    }

    /// <summary>The workspace's connection, made by whichever test comes first. Made again, it would be renewed, and synced beside what the test does.</summary>
    internal async Task<string> ConnectAsync()
    {
        var connections = (await Product.GetAsync("tenants/demo/connections")).GetProperty("items");
        return connections.GetArrayLength() > 0 ? connections[0].GetProperty("id").GetString()! : await Product.ConnectAsync();
    }

    /// <summary>The id of a page in the emulated workspace.</summary>
    internal async Task<string> PageIdAsync(string connection, string title)
        => (await Product.GetAsync($"tenants/demo/connections/{connection}/search?query={Uri.EscapeDataString(title)}")).GetProperty("items")
            .EnumerateArray().First(item => item.GetProperty("title").GetString() == title).GetProperty("id").GetString()!;

    /// <summary>Imports a page with those below it.</summary>
    /// <returns>The ids of its documents, by title.</returns>
    internal async Task<Dictionary<string, string>> ImportAsync(string connection, string title)
    {
        await Product.WaitAsync(await Product.StartImportAsync(connection, await PageIdAsync(connection, title)));

        return (await Product.DocumentsAsync())
            .Where(document => document.GetProperty("source").GetProperty("connectionId").GetString() == connection)
            .GroupBy(document => document.GetProperty("title").GetString()!)
            .ToDictionary(documents => documents.Key, documents => documents.First().GetProperty("id").GetString()!);
    }

    internal async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Product.Api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Changes the emulated Notion.</summary>
    internal async Task ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/_emulator/{path}", UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Product.NotionControl.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    internal Task SetLevelAsync(string level, params string[] documents)
        => SendAsync(HttpMethod.Post, "tenants/demo/documents/access-level", new { documentIds = documents, accessLevel = level });

    /// <param name="site">Where the panel is, if not where the app is.</param>
    /// <param name="zone">The reader's time zone.</param>
    internal async Task<PanelPage> OpenAsync(string path = "/", ColorScheme scheme = ColorScheme.Light, (int Width, int Height)? size = null, Uri? site = null, string zone = "UTC")
    {
        var (width, height) = size ?? (1280, 800);
        var page = await _browser!.NewPageAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new() { Width = width, Height = height }, TimezoneId = zone, Locale = "en-US" });

        var opened = new PanelPage(page, site ?? Address);
        await page.GotoAsync(new Uri(site ?? Address, path).ToString());
        return opened;
    }
}
