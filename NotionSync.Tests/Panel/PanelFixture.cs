using Microsoft.Playwright;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Panel;

/// <summary>The admin panel as people have it: a real browser against the whole product on this machine.</summary>
public sealed class PanelFixture : IAsyncLifetime
{
    private Chromium? _browser;

    internal Deployment Product { get; private set; } = null!;

    /// <summary>Where the panel is.</summary>
    internal Uri Address => Product.App.Address;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        Product = await Deployment.StartAsync();
        _browser = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            await Product.DisposeAsync();
        }
    }

    internal async Task<PanelPage> OpenAsync(string path = "/", ColorScheme scheme = ColorScheme.Light, (int Width, int Height)? size = null)
    {
        var page = await _browser!.NewPageAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var (width, height) = size ?? (1280, 800);
        await page.SetViewportSizeAsync(width, height);

        var opened = new PanelPage(page, Address);
        await page.GotoAsync(new Uri(Address, path).ToString());
        return opened;
    }
}
