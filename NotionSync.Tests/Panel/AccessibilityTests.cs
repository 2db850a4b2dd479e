using Microsoft.Playwright;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

/// <summary>Every view of the panel, in every state that it can be in, light and dark. (Visitors' views and runs in trouble have theirs beside their tests.)</summary>
public sealed class AccessibilityTests(PanelFixture panel) : IClassFixture<PanelFixture>
{
    [ChromiumFact]
    public async Task No_view_has_a_fault_that_axe_finds()
    {
        await SeeAsync("/", "/import", "/documents", "/runs", "/contacts", "/audit", "/settings"); // Nothing there yet.

        var connection = await panel.ConnectAsync();
        var documents = await panel.ImportAsync(connection, "Trust Center");
        var (pending, gone, row) = (documents["Access Control Policy"], documents["Encryption Policy"], documents["Are you GDPR compliant?"]);
        var run = (await panel.Product.GetAsync("tenants/demo/imports")).GetProperty("items")[0].GetProperty("id").GetString();

        await panel.SetLevelAsync("public", pending, gone);
        await panel.SendAsync(HttpMethod.Post, "tenants/demo/nda", new { text = "Keep it to yourself.", askAgain = false });
        await panel.SendAsync(HttpMethod.Post, "tenants/demo/contacts", new { email = "ines@example.com", name = "Ines Valdarrama" });
        await panel.SendAsync(HttpMethod.Post, "public/demo/access-requests", new { email = "tomas@example.org", message = "Please." });
        await panel.ControlAsync(HttpMethod.Post, $"blocks/{await panel.PageIdAsync(connection, "Access Control Policy")}/children", new { blocks = new[] { "New." } });
        await panel.ControlAsync(HttpMethod.Patch, $"pages/{await panel.PageIdAsync(connection, "Encryption Policy")}", new { trashed = true });
        await ResyncAsync(pending);
        await ResyncAsync(gone);

        await SeeAsync($"/import?connection={connection}", "/documents", "/documents?query=nothing", $"/documents/{pending}", $"/documents/{gone}", $"/documents/{row}", "/documents/not-there", "/runs", $"/runs/{run}", "/contacts", "/audit", "/settings", "/settings/nowhere");

        await using (var page = await panel.OpenAsync($"/import?connection={connection}", size: (390, 844)))
        {
            await page.Page.GetByLabel("Search titles").FillAsync("policy");
            await Expect(page.Page.GetByText("Security Policies").First).ToBeVisibleAsync();
            await page.SeeNoFaultsAsync("search");
            await page.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Preview of") }).First.ClickAsync();
            await page.SeeNoFaultsAsync("preview");
        }

        await SeeDialogsAsync("/", "Connect Notion", "Replace the token", "Disconnect");
        await SeeDialogsAsync($"/documents/{pending}", "Review the change", "Change access", "Rename", "Delete");
        await SeeDialogsAsync("/contacts", "Approve tomas@example.org", "Access of ines@example.com");

        // Nothing answers.
        await SeeAsync(isLost: true, $"/import?connection={connection}", "/", "/documents", $"/documents/{pending}", "/runs", $"/runs/{run}", "/contacts", "/audit", "/settings");

        // Notion no longer takes the token.
        await panel.ControlAsync(HttpMethod.Put, "tokens", new { tokens = new[] { "ntn_other" } });
        await panel.SendAsync(HttpMethod.Post, $"tenants/demo/connections/{connection}/check");
        await SeeAsync("/", "/import");
    }

    private async Task ResyncAsync(string document)
        => await panel.Product.WaitAsync((await panel.SendAsync(HttpMethod.Post, $"tenants/demo/documents/{document}/resync")).GetProperty("id").GetString()!);

    private Task SeeAsync(params string[] paths) => SeeAsync(isLost: false, paths);

    private async Task SeeAsync(bool isLost, params string[] paths)
    {
        await using var page = await panel.OpenAsync(paths[0]);

        if (isLost)
        {
            await page.Page.RouteAsync("**/api/tenants/**", route => route.AbortAsync());
        }

        foreach (var path in paths)
        {
            await page.Page.GotoAsync(new Uri(panel.Address, path).ToString());
            await Expect(page.Page.Locator("h1").First).ToBeVisibleAsync();

            if (isLost)
            {
                await page.SeeAsync("The server cannot be reached");
            }

            await page.SeeNoFaultsAsync(path);
        }
    }

    private async Task SeeDialogsAsync(string path, params string[] buttons)
    {
        await using var page = await panel.OpenAsync(path);

        foreach (var button in buttons)
        {
            await page.Button(button).First.ClickAsync();
            await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            await page.SeeNoFaultsAsync($"{path}: {button}");
            await page.PressAsync("Escape");
            await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }
    }
}
