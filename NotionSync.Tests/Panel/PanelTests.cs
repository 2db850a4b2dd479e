using System.Net.Http.Json;
using Microsoft.Playwright;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

public sealed class PanelTests(PanelFixture panel) : IClassFixture<PanelFixture>
{
    private const string TrustCenter = "Trust Center";

    [ChromiumFact]
    public async Task An_admin_connects_by_token_and_disconnects()
    {
        await using var page = await panel.OpenAsync();
        await page.Button("Connect Notion").First.ClickAsync();
        await page.Page.GetByLabel("With an integration's token").CheckAsync();
        await page.Page.GetByLabel("Internal integration secret").FillAsync("ntn_wrong");
        await page.Button("Connect").ClickAsync();
        await page.SeeAsync("Notion does not accept this token");

        await page.Page.GetByLabel("Internal integration secret").FillAsync(Deployment.Token);
        await page.Page.GetByLabel("Name (optional)").FillAsync("To be disconnected");
        await page.Button("Connect").ClickAsync();

        var card = page.Page.GetByRole(AriaRole.Article, new() { Name = "To be disconnected" });
        await Expect(card.GetByText("Connected", new() { Exact = true })).ToBeVisibleAsync();

        await card.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await page.SeeAsync("running imports stop");
        await page.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task An_import_is_made_with_the_keyboard_alone_and_watched_to_its_end()
    {
        var connection = await panel.Product.ConnectAsync();
        await using var page = await panel.OpenAsync($"/import?connection={connection}");
        await Expect(page.Page.GetByRole(AriaRole.Treeitem).First).ToBeVisibleAsync();

        await page.Page.GetByLabel("Search titles").FocusAsync();
        await page.PressAsync("Tab");
        await page.PressAsync("ArrowDown");
        await page.PressAsync("ArrowRight");
        await Expect(page.Page.GetByRole(AriaRole.Treeitem, new() { Name = TrustCenter })).ToHaveAttributeAsync("aria-expanded", "true");
        await page.PressAsync("Space");
        await page.SeeAsync("1 selected");

        await FocusAsync(page, page.Button("Import"));
        await page.PressAsync("Enter");
        await page.SeeHeadingAsync("Import");
        await Expect(page.Page.GetByText("Adds up:")).ToBeVisibleAsync(new() { Timeout = 120_000 });

        await page.Link("Show the documents").ClickAsync();
        await page.SeeHeadingAsync("Documents");
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Access Control Policy" }).First).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task A_search_shows_what_is_imported_and_previews_a_page()
    {
        var connection = await panel.Product.ConnectAsync();
        await using var page = await panel.OpenAsync($"/import?connection={connection}");
        await page.Page.GetByLabel("Search titles").FillAsync("Access Control");
        await Expect(page.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("Access Control Policy") })).ToBeVisibleAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Preview of Access Control Policy" }).First.ClickAsync();
        var frame = page.Page.FrameLocator("iframe");
        await Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Access Control Policy" }).First).ToBeVisibleAsync();
        await page.PressAsync("Escape");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task Wider_access_has_to_be_confirmed_and_a_lost_race_is_told()
    {
        var connection = await panel.Product.ConnectAsync();
        var import = await panel.Product.StartImportAsync(connection, await PageIdAsync(connection, "Vendor Management Policy"));
        await panel.Product.WaitAsync(import);
        var id = (await panel.Product.DocumentsAsync()).First(document =>
            document.GetProperty("title").GetString() == "Vendor Management Policy"
            && document.GetProperty("source").GetProperty("connectionId").GetString() == connection).GetProperty("id").GetString();

        await using var page = await panel.OpenAsync($"/documents/{id}");
        await page.Button("Change access").ClickAsync();
        await page.Page.GetByLabel("Public Everybody").CheckAsync();
        await Expect(page.Button("Apply")).ToBeDisabledAsync();
        await page.Page.GetByLabel("I want these documents to be visible to more people.").CheckAsync();
        await page.Button("Apply").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.Page.Locator(".page-title").GetByText("Public", new() { Exact = true })).ToBeVisibleAsync();

        // Somebody else renames it while the dialog is open.
        await page.Button("Rename").ClickAsync();
        await RenameAsync(id!, "Renamed by somebody else");
        await page.Page.GetByLabel("Title").FillAsync("My title");
        await page.Button("Save").ClickAsync();
        await page.SeeAsync("Somebody else changed this in the meantime");
        await page.SeeHeadingAsync("Renamed by somebody else");
        await page.Button("Save").ClickAsync();
        await page.SeeHeadingAsync("My title");
    }

    [ChromiumFact]
    public async Task A_lost_network_is_told_and_can_be_tried_again()
    {
        await using var page = await panel.OpenAsync("/documents");
        await page.SeeHeadingAsync("Documents");
        await page.Page.Context.SetOfflineAsync(true);
        await page.Page.GetByLabel("Title or text").FillAsync("policy");
        await page.SeeAsync("The server cannot be reached");

        await page.Page.Context.SetOfflineAsync(false);
        await page.Button("Try again").First.ClickAsync();
        await Expect(page.Page.GetByText("The server cannot be reached")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task A_view_that_is_reloaded_is_the_same_view()
    {
        await using var page = await panel.OpenAsync("/runs");
        await page.SeeHeadingAsync("Runs and health");
        await page.Page.ReloadAsync();
        await page.SeeHeadingAsync("Runs and health");
    }

    /// <summary>Goes to something with the Tab key.</summary>
    private static async Task FocusAsync(PanelPage page, ILocator target)
    {
        for (var i = 0; i < 40; i++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await page.PressAsync("Tab");
        }

        Assert.Fail("The Tab key does not lead there.");
    }

    private async Task<string> PageIdAsync(string connection, string title)
        => (await panel.Product.GetAsync($"tenants/demo/connections/{connection}/search?query={Uri.EscapeDataString(title)}")).GetProperty("items")
            .EnumerateArray().First(item => item.GetProperty("title").GetString() == title).GetProperty("id").GetString()!;

    private async Task RenameAsync(string id, string title)
    {
        using var current = await panel.Product.Api.GetAsync(new Uri($"tenants/demo/documents/{id}", UriKind.Relative));
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"tenants/demo/documents/{id}") { Content = JsonContent.Create(new { title }) };
        change.Headers.TryAddWithoutValidation("If-Match", current.Headers.ETag!.ToString());
        using var response = await panel.Product.Api.SendAsync(change);
        response.EnsureSuccessStatusCode();
    }
}
