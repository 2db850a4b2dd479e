using Microsoft.Playwright;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

/// <summary>The flows that no other test goes through without a mouse.</summary>
public sealed class KeyboardTests(PanelFixture panel) : IClassFixture<PanelFixture>
{
    [ChromiumFact]
    public async Task A_workspace_is_connected_set_up_and_disconnected()
    {
        await using var page = await panel.OpenAsync();
        await page.EnterAsync(page.Button("Connect Notion").First);
        await page.TypeAsync("Internal integration secret", Deployment.Token);
        await page.TypeAsync("Name (optional)", "By keyboard");
        await page.PressAsync("Enter");
        var card = page.Page.GetByRole(AriaRole.Article, new() { Name = "By keyboard" });
        ILocator OnCard(string name) => card.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

        await page.EnterAsync(OnCard("Check"));
        await page.SeeAsync("Notion accepts the connection.");
        await Expect(OnCard("Check")).ToBeFocusedAsync(); // It was disabled meanwhile.
        await page.EnterAsync(OnCard("Sync now"));
        await page.SeeAsync("A sync has started.");
        await Expect(card.GetByText("Next sync").Locator("..").Locator("time")).ToBeVisibleAsync();
        await page.TabToAsync(card.GetByLabel("Sync every"));
        await page.PressAsync("ArrowDown");
        await page.SeeAsync("Saved.");
        await Expect(card.GetByLabel("Sync every")).ToHaveValueAsync("6");
        await Expect(card.GetByLabel("Sync every")).ToBeFocusedAsync();
        await page.EnterAsync(OnCard("Pause syncing"));
        await Expect(card.GetByText("Paused")).ToBeVisibleAsync();

        await page.EnterAsync(page.Link("Settings"));
        await page.TabToAsync(page.Page.GetByLabel("Sync By keyboard by itself"));
        await page.PressAsync("Space");
        await Expect(page.Page.GetByLabel("Sync By keyboard by itself")).ToBeCheckedAsync();
        await page.SeeAsync("Saved.");
        await page.TabToAsync(page.Page.GetByLabel("Wait for a review"));
        await page.PressAsync("ArrowDown");
        await page.TypeAsync("Versions to keep of each document", "40");
        await page.EnterAsync(page.Button("Save settings"));
        await page.SeeAsync("The settings are saved.");
        var settings = await panel.Product.GetAsync("tenants/demo/settings");
        Assert.Equal("automatically", settings.GetProperty("publishChanges").GetString());
        Assert.Equal(40, settings.GetProperty("keepVersions").GetInt32());
        await panel.SendAsync(HttpMethod.Patch, "tenants/demo/settings", new { publishChanges = "after_review" });

        await page.EnterAsync(page.Link("Integrations"));
        await page.EnterAsync(OnCard("Disconnect"));
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        await page.TabToAsync(dialog.GetByLabel("Keep the imported documents."));
        await page.PressAsync("ArrowDown");
        await Expect(dialog.GetByLabel("Delete the imported documents")).ToBeCheckedAsync();
        await page.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }));
        await Expect(card).ToHaveCountAsync(0);
    }

    /// <summary>From the tree and from the search; the focus stays in the dialog, also through the page that it shows, and goes back.</summary>
    [ChromiumFact]
    public async Task A_page_is_previewed()
    {
        await using var page = await panel.OpenAsync($"/import?connection={await panel.ConnectAsync()}");
        var frame = page.Page.FrameLocator("iframe");
        var inTree = page.Page.GetByRole(AriaRole.Treeitem, new() { Name = "Trust Center" }).First;
        await Expect(inTree).ToBeVisibleAsync();
        await page.TabToAsync(page.Page.Locator("[role=treeitem][tabindex='0']"));
        await page.PressAsync("End");
        await page.PressAsync("Home");

        while (!await inTree.EvaluateAsync<bool>("element => element === document.activeElement"))
        {
            await page.PressAsync("ArrowDown");
        }

        await SeePreviewAsync(inTree);

        await page.TypeAsync("Search titles", "Access Control Policy");
        var found = page.Button("Preview of Access Control Policy").First;
        await page.TabToAsync(found);
        await SeePreviewAsync(found);

        async Task SeePreviewAsync(ILocator from)
        {
            await page.PressAsync("Enter");
            await Expect(frame.Locator("h1").First).ToBeVisibleAsync();
            var seen = new HashSet<string>(); // The body has it while it is with the browser's own buttons.

            for (var i = 0; i < 20; i++)
            {
                await page.PressAsync("Tab");
                seen.Add(await page.Page.EvaluateAsync<string>("document.activeElement.closest('dialog, body').localName === 'body' && document.activeElement !== document.body ? document.activeElement.outerHTML : document.activeElement.localName"));
            }

            Assert.Equal(["a", "body", "button", "iframe"], seen.Order());

            // Inside the page that is shown, too.
            while (!await page.Page.EvaluateAsync<bool>("document.activeElement.localName === 'iframe'"))
            {
                await page.PressAsync("Tab");
            }

            await page.PressAsync("Escape");
            await Expect(page.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            await Expect(from).ToBeFocusedAsync();
        }
    }

    [ChromiumFact]
    public async Task The_chart_of_the_runs_is_read_as_a_table()
    {
        var connection = await panel.ConnectAsync();
        await panel.ImportAsync(connection, "Encryption Policy");
        await panel.ImportAsync(connection, "Office Security Policy");

        await using var page = await panel.OpenAsync("/runs");
        await page.EnterAsync(page.Page.GetByText("As a table"));
        var table = page.Page.GetByRole(AriaRole.Table);
        await Expect(table.GetByRole(AriaRole.Columnheader)).ToHaveTextAsync(["Started", "Run", "Pages", "Requests to Notion"]);
        await Expect(table.GetByRole(AriaRole.Row).Nth(2)).ToContainTextAsync("Import");
        await page.TabToAsync(page.Page.GetByRole(AriaRole.Region, new() { Name = "Pages and requests over time" }));
        await page.SeeNoFaultsAsync("the chart as a table");
    }

    [ChromiumFact]
    public async Task Documents_are_found_opened_up_renamed_reviewed_restored_and_deleted()
    {
        const string Policy = "Encryption Policy";
        var connection = await panel.ConnectAsync();
        var id = (await panel.ImportAsync(connection, Policy))[Policy];
        var source = await panel.PageIdAsync(connection, Policy);

        await using var page = await panel.OpenAsync("/documents");
        var dialog = page.Page.GetByRole(AriaRole.Dialog);

        // Bulk change of the level.
        await page.TypeAsync("Title or text", Policy);
        await Expect(page.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.TabToAsync(page.Page.GetByLabel($"Select {Policy}"));
        await page.PressAsync("Space");
        await page.PressAsync("Shift+Tab", 4);
        await page.EnterAsync(page.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Change access") }));
        await page.TabToAsync(dialog.GetByLabel("Internal"));
        await page.PressAsync("ArrowDown"); // Round to the first: everybody.
        await page.TabToAsync(dialog.GetByLabel("I want these documents to be visible to more people."));
        await page.PressAsync("Space");
        await page.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Apply" }));
        await page.SeeAsync("1 document was changed.");

        await page.EnterAsync(page.Link(Policy));
        await page.EnterAsync(page.Button("Rename"));
        await page.TypeAsync("Title", "Our encryption");
        await page.PressAsync("Enter");
        await page.SeeHeadingAsync("Our encryption");

        // A change in Notion waits; it is looked at and refused, the next one published, the first text restored.
        await ChangeAsync(source, id, "A change that nobody wants.");
        await page.Page.ReloadAsync();
        await page.EnterAsync(page.Button("Review the change"));
        await Expect(dialog.GetByText("A change that nobody wants.")).ToBeVisibleAsync();
        await page.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Reject" }));
        await page.SeeAsync("The change was rejected.");

        await ChangeAsync(source, id, "A change that is welcome.");
        await page.Page.ReloadAsync();
        await page.EnterAsync(page.Button("Review the change"));
        await page.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Approve and publish" }));
        await page.SeeAsync("The new version is published.");
        await Expect(page.Page.FrameLocator("iframe").GetByText("A change that is welcome.")).ToBeVisibleAsync();

        await page.EnterAsync(page.Button("Compare version 1 with the published one"));
        await page.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Restore" }));
        await page.SeeAsync("Version 1 is published again.");
        await Expect(page.Page.FrameLocator("iframe").GetByText("A change that is welcome.")).ToHaveCountAsync(0);

        await page.EnterAsync(page.Button("Delete"));
        await page.EnterAsync(dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }));
        await page.SeeHeadingAsync("Documents");
        await Expect(page.Link("Our encryption")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task A_contact_is_added_given_access_blocked_and_removed()
    {
        await using var page = await panel.OpenAsync("/contacts");
        var dialog = page.Page.GetByRole(AriaRole.Dialog);
        ILocator InDialog(string name) => dialog.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

        await page.EnterAsync(page.Page.GetByText("Add a contact"));
        await page.TypeAsync("E-mail address", "mona@example.com");
        await page.TypeAsync("Name", "Mona Arslan");
        await page.PressAsync("Enter");

        // The dialog about the new contact opens by itself.
        await page.EnterAsync(InDialog("Give access"));
        await Expect(dialog.GetByText("The whole library, Contacts, without an end")).ToBeVisibleAsync();
        await page.EnterAsync(InDialog("New link"));
        await Expect(dialog.GetByText("It is shown only now")).ToBeVisibleAsync();
        await page.EnterAsync(InDialog("Close").Last);
        await page.EnterAsync(InDialog("Revoke"));
        await page.SeeAsync("The link no longer works.");
        await page.EnterAsync(InDialog("Take back"));
        await Expect(dialog.GetByText("The whole library")).ToHaveCountAsync(0);
        await page.PressAsync("Escape");

        await page.EnterAsync(page.Button("Block mona@example.com"));
        await Expect(page.Page.GetByText("Blocked", new() { Exact = true })).ToBeVisibleAsync();
        await page.EnterAsync(page.Button("Access of mona@example.com"));
        await page.EnterAsync(InDialog("Remove"));
        await page.EnterAsync(InDialog("Remove"));
        await page.SeeAsync("The contact is removed.");
        await Expect(page.Page.GetByText("mona@example.com")).ToHaveCountAsync(0);

        await page.EnterAsync(page.Link("Audit"));
        await page.SeeAsync("Contact removed");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.EnterAsync(page.Link("Export as CSV")));
        Assert.Contains("contact.removed", await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
    }

    private async Task ChangeAsync(string page, string document, string text)
    {
        await panel.ControlAsync(HttpMethod.Post, $"blocks/{page}/children", new { blocks = new[] { text } });
        var run = await panel.SendAsync(HttpMethod.Post, $"tenants/demo/documents/{document}/resync");
        await panel.Product.WaitAsync(run.GetProperty("id").GetString()!);
    }
}
