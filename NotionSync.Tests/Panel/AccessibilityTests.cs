using Microsoft.Playwright;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

public sealed class AccessibilityTests(PanelFixture panel) : IClassFixture<PanelFixture>
{
    [ChromiumFact]
    public async Task No_view_has_a_fault_that_axe_finds()
    {
        var connection = await panel.Product.ConnectAsync();
        await panel.Product.WaitAsync(await panel.Product.StartImportAsync(connection, await PageIdAsync(connection, "Tinderbox Logs")));
        var document = (await panel.Product.DocumentsAsync())[0].GetProperty("id").GetString();
        var run = (await panel.Product.GetAsync("tenants/demo/imports")).GetProperty("items")[0].GetProperty("id").GetString();

        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var path in new[] { "/", $"/import?connection={connection}", "/documents", $"/documents/{document}", "/runs", $"/runs/{run}", "/settings" })
            {
                await using var page = await panel.OpenAsync(path, scheme);
                await Expect(page.Page.Locator(".loading")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
                var faults = await page.FindAccessibilityFaultsAsync();
                Assert.True(faults.Count == 0, $"{path} ({scheme}): {string.Join("; ", faults)}");
            }
        }
    }

    private async Task<string> PageIdAsync(string connection, string title)
        => (await panel.Product.GetAsync($"tenants/demo/connections/{connection}/search?query={Uri.EscapeDataString(title)}")).GetProperty("items")
            .EnumerateArray().First(item => item.GetProperty("title").GetString() == title).GetProperty("id").GetString()!;
}
