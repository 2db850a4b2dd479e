using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.Playwright;
using NotionSync.Http;
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
        await page.SeeAsync("Signing in to Notion is offered here once"); // Nothing but tokens is set up here.
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
        var connection = await panel.ConnectAsync();
        await using var page = await panel.OpenAsync($"/import?connection={connection}");
        await Expect(page.Page.GetByRole(AriaRole.Treeitem).First).ToBeVisibleAsync();

        await page.Page.GetByLabel("Search titles").FocusAsync();
        await page.PressAsync("Tab");
        await page.PressAsync("ArrowDown");
        await page.PressAsync("ArrowRight");
        await Expect(page.Page.GetByRole(AriaRole.Treeitem, new() { Name = TrustCenter })).ToHaveAttributeAsync("aria-expanded", "true");
        await page.PressAsync("Space");
        await page.SeeAsync("1 selected");

        await page.EnterAsync(page.Button("Import"));
        await page.SeeHeadingAsync("Import");
        await Expect(page.Page.GetByText("Adds up:")).ToBeVisibleAsync();

        await page.Link("Show the documents").ClickAsync();
        await page.SeeHeadingAsync("Documents");
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Access Control Policy" }).First).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task A_search_shows_what_is_imported_and_previews_a_page()
    {
        var connection = await panel.ConnectAsync();
        await using var page = await panel.OpenAsync($"/import?connection={connection}");
        await page.Page.GetByLabel("Search titles").FillAsync("Access Control");
        await Expect(page.Page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new("Access Control Policy") })).ToBeVisibleAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Preview of Access Control Policy" }).First.ClickAsync();
        var frame = page.Page.FrameLocator("iframe");
        await Expect(frame.GetByRole(AriaRole.Heading, new() { Name = "Access Control Policy" }).First).ToBeVisibleAsync();
        await page.PressAsync("Escape");
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    /// <summary>Notion ends a search after some thousands of results.</summary>
    [ChromiumFact]
    public async Task A_search_that_Notion_cut_off_says_so()
    {
        const string CutOff = "Notion lists no more of them";
        await using var page = await panel.OpenAsync($"/import?connection={await panel.ConnectAsync()}");
        await panel.ControlAsync(HttpMethod.Patch, "settings", new { rowLimit = 2 });

        try
        {
            await page.Page.GetByLabel("Search titles").FillAsync("Policy");
            await page.SeeAsync($"2 results {CutOff}");
        }
        finally
        {
            await panel.ControlAsync(HttpMethod.Patch, "settings", new { rowLimit = 10_000 });
        }

        await page.Page.GetByLabel("Search titles").FillAsync("Access Control");
        await Expect(page.Page.GetByText("2 results")).ToHaveCountAsync(0);
        await Expect(page.Page.GetByText(CutOff)).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task Wider_access_has_to_be_confirmed_and_a_lost_race_is_told()
    {
        var connection = await panel.ConnectAsync();
        var id = (await panel.ImportAsync(connection, "Vendor Management Policy"))["Vendor Management Policy"];

        await using var page = await panel.OpenAsync($"/documents/{id}");
        await page.Button("Change access").ClickAsync();
        await page.Page.GetByLabel("Public Everybody").CheckAsync();
        await Expect(page.Button("Apply")).ToBeDisabledAsync();
        await page.Page.GetByLabel("I want these documents to be visible to more people.").CheckAsync();
        await page.Button("Apply").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(page.Page.Locator(".page-title").GetByText("Public", new() { Exact = true })).ToBeVisibleAsync();

        // Something else changes while the dialog is open: no reason to ask.
        await page.Button("Rename").ClickAsync();
        await panel.SetLevelAsync("contact", id);
        await page.Page.GetByLabel("Title").FillAsync("A first title");
        await page.Button("Save").ClickAsync();
        await page.SeeHeadingAsync("A first title");

        // Somebody else renames it.
        await page.Button("Rename").ClickAsync();
        await RenameAsync(id, "Renamed by somebody else");
        await page.Page.GetByLabel("Title").FillAsync("My title");
        await page.Button("Save").ClickAsync();
        await page.SeeAsync("This was changed in the meantime");
        await page.SeeHeadingAsync("Renamed by somebody else");
        await page.Button("Save").ClickAsync();
        await page.SeeHeadingAsync("My title");
    }

    /// <summary>The API takes a thousand at once; a library of that size is pretended.</summary>
    [ChromiumFact]
    public async Task The_level_of_more_than_a_thousand_documents_is_changed_in_several_calls()
    {
        var one = (await panel.ImportAsync(await panel.ConnectAsync(), "Incident Response Plan"))["Incident Response Plan"];
        var document = (await panel.Product.GetAsync($"tenants/demo/documents/{one}")).GetRawText();
        var many = string.Join(',', Enumerable.Range(0, 1001).Select(i => document.Replace(one, $"{i:x32}", StringComparison.Ordinal)));
        var asked = new ConcurrentQueue<int>();

        await using var page = await panel.OpenAsync("/settings");
        await page.Page.RouteAsync("**/api/tenants/demo/documents?*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""{"items":[{{many}}],"nextCursor":null}""" }));
        await page.Page.RouteAsync("**/api/tenants/demo/documents/access-level", route =>
        {
            asked.Enqueue(route.Request.PostDataJSON()!.Value.GetProperty("documentIds").GetArrayLength());
            return route.FulfillAsync(new() { ContentType = "application/json", Body = """{"changed":0,"unchanged":0,"notFound":[]}""" });
        });

        await page.Link("Documents").ClickAsync();
        await page.SeeAsync("1001 documents");
        await page.Page.GetByLabel("Select all that are shown").CheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Change access") }).ClickAsync();
        await page.Button("Apply").ClickAsync();
        await page.SeeAsync("1001 documents were changed.");
        Assert.Equal([1000, 1], asked);
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

    /// <summary>As after a deployment: the files of the page that is open are gone.</summary>
    [ChromiumFact]
    public async Task A_view_that_cannot_be_loaded_says_so_and_is_there_once_it_can()
    {
        await using var page = await panel.OpenAsync("/documents");
        await page.SeeHeadingAsync("Documents");
        await page.Page.RouteAsync("**/assets/Settings-*.js", route => route.FulfillAsync(new() { Status = 404 }));
        await page.Link("Settings").ClickAsync();
        await page.SeeAsync("The server cannot be reached");
        await page.Page.UnrouteAllAsync();
        await page.Button("Try again").ClickAsync();
        await page.SeeHeadingAsync("Settings");
    }

    [ChromiumFact]
    public async Task The_way_back_from_a_document_leads_to_the_list_as_it_was_filtered()
    {
        await panel.ImportAsync(await panel.ConnectAsync(), "Access Control Policy");
        await using var page = await panel.OpenAsync("/documents");
        await page.Page.GetByLabel("Title or text").FillAsync("Access Control Policy");
        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Access" }).SelectOptionAsync("internal");
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("query=Access.*accessLevel=internal"));
        await page.Link("Access Control Policy").First.ClickAsync();
        await page.SeeHeadingAsync("Access Control Policy");
        await page.Page.GoBackAsync();
        await Expect(page.Page.GetByLabel("Title or text")).ToHaveValueAsync("Access Control Policy");
        await Expect(page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Access" })).ToHaveValueAsync("internal");
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Encryption Policy" })).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task What_the_server_refuses_is_told_in_the_dialog_that_asked_for_it()
    {
        var id = (await panel.ImportAsync(await panel.ConnectAsync(), "Vendor Management Policy"))["Vendor Management Policy"];
        await using var page = await panel.OpenAsync($"/documents/{id}");
        await page.Button("Delete").ClickAsync();
        await page.Page.Context.SetOfflineAsync(true);
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await Expect(dialog.GetByText("The server cannot be reached")).ToBeVisibleAsync();
    }

    [ChromiumFact]
    public async Task Pages_are_sent_with_a_policy_that_allows_no_script_but_the_apps_own_files()
    {
        foreach (var path in new[] { "/", "/trust/demo" })
        {
            await using var page = await panel.OpenAsync(path);
            var response = (await page.Page.GotoAsync(new Uri(panel.Address, path).ToString()))!;
            Assert.Equal(PanelFiles.ContentSecurityPolicy, await response.HeaderValueAsync("content-security-policy"));
            Assert.DoesNotContain("unsafe", PanelFiles.ContentSecurityPolicy, StringComparison.Ordinal);
            Assert.Equal(0, await page.Page.Locator("script:not([src])").CountAsync());
        }
    }

    /// <summary>What a block says of a page below is its title; its icon comes from what listings told, or from the document.</summary>
    [ChromiumFact]
    public async Task The_tree_shows_the_icons_of_pages_below_others()
    {
        await using var page = await panel.OpenAsync($"/import?connection={await panel.ConnectAsync()}");
        await page.Page.GetByRole(AriaRole.Treeitem, new() { Name = TrustCenter }).First.Locator(".fold").ClickAsync();
        await page.Page.GetByRole(AriaRole.Treeitem, new() { Name = "Security Policies" }).Locator(".fold").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Treeitem, new() { Name = "Access Control Policy" }).Locator(".source-icon")).ToHaveTextAsync("🗝️");
    }

    [ChromiumFact]
    public async Task A_view_that_is_reloaded_is_the_same_view()
    {
        await using var page = await panel.OpenAsync("/runs");
        await page.SeeHeadingAsync("Runs and health");
        await page.Page.ReloadAsync();
        await page.SeeHeadingAsync("Runs and health");
    }

    [ChromiumFact]
    public async Task The_built_files_do_on_another_host_that_forwards_the_API()
    {
        await using var site = await StaticSite.StartAsync(panel.Address);
        await using var page = await panel.OpenAsync("/documents", site: site.Address);
        await page.SeeHeadingAsync("Documents");
        await page.EnterAsync(page.Link("Runs"));
        await page.SeeHeadingAsync("Runs and health");
        await page.Page.GotoAsync(new Uri(site.Address, "/trust/demo").ToString());
        await page.SeeHeadingAsync("Trust Center");
    }

    /// <summary>Titles in Arabic are set from right to left, times in the reader's zone, and nothing is wider than a phone.</summary>
    [ChromiumFact]
    public async Task Content_from_right_to_left_and_long_words_fit_on_a_phone()
    {
        const string Arabic = "سياسة التحكم في الوصول";
        var longTitle = $"{Arabic} {new string('W', 120)}";
        var connection = await panel.ConnectAsync();
        var documents = await panel.ImportAsync(connection, "Staff Security Policy");
        var id = documents["Staff Security Policy"];
        await RenameAsync(id, longTitle);

        foreach (var path in new[] { "/", $"/import?connection={connection}", "/documents", $"/documents/{id}", "/runs", "/contacts", "/audit", "/settings", "/trust/demo" })
        {
            await using var page = await panel.OpenAsync(path, size: (390, 844), zone: "Asia/Tokyo");
            await Expect(page.Page.Locator("h1").First).ToBeVisibleAsync();
            await Expect(page.Page.Locator(".loading")).ToHaveCountAsync(0);
            Assert.True(await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, $"{path} is wider than the phone.");
            Assert.Empty(await page.FindCutTextAsync());
            await page.Page.SetViewportSizeAsync(1280, 800);
            Assert.Empty(await page.FindCutTextAsync());

            if (path.EndsWith(id, StringComparison.Ordinal))
            {
                Assert.Equal("rtl", await page.Page.Locator("h1").EvaluateAsync<string>("element => element.matches(':dir(rtl)') ? 'rtl' : 'ltr'"));
                var created = page.Page.Locator("dt", new() { HasText = "Created in Notion" }).Locator("xpath=..").Locator("time");
                var utc = DateTimeOffset.Parse((await created.GetAttributeAsync("datetime"))!, System.Globalization.CultureInfo.InvariantCulture);
                Assert.Contains(utc.ToOffset(TimeSpan.FromHours(9)).ToString("h:mm", System.Globalization.CultureInfo.InvariantCulture), await created.InnerTextAsync(), StringComparison.Ordinal);
            }
        }
    }

    private async Task RenameAsync(string id, string title)
    {
        using var current = await panel.Product.Api.GetAsync(new Uri($"tenants/demo/documents/{id}", UriKind.Relative));
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"tenants/demo/documents/{id}") { Content = JsonContent.Create(new { title }) };
        change.Headers.TryAddWithoutValidation("If-Match", current.Headers.ETag!.ToString());
        using var response = await panel.Product.Api.SendAsync(change);
        response.EnsureSuccessStatusCode();
    }
}
