using Microsoft.Playwright;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

/// <summary>A visitor's way from the door to a document under NDA, with the keyboard alone; the admin's part as well.</summary>
public sealed class VisitorTests(PanelFixture panel) : IClassFixture<PanelFixture>
{
    [ChromiumFact]
    public async Task A_visitor_asks_for_access_enters_by_the_link_accepts_the_NDA_reads_and_downloads()
    {
        var connection = await panel.ConnectAsync();
        var policies = await panel.ImportAsync(connection, "Security Policies");
        var reports = await panel.ImportAsync(connection, "Reports and Certificates");
        await panel.SetLevelAsync("public", policies["Security Policies"], policies["Access Control Policy"]);
        await panel.SetLevelAsync("contact_nda", reports["SOC 2 Type II Report"]);

        // The admin publishes an NDA.
        await using var admin = await panel.OpenAsync("/settings");
        await admin.EnterAsync(admin.Page.GetByText("New version"));
        await admin.TypeAsync("Text of the NDA", "Keep it to yourself.");
        await admin.EnterAsync(admin.Button("Publish"));
        await admin.SeeAsync("Version 1 of the NDA is published.");

        // Everybody sees what is public, by section, and no more.
        await using var visitor = await panel.OpenAsync("/trust/demo");
        await visitor.SeeHeadingAsync("Security Policies");
        await Expect(visitor.Link("Access Control Policy")).ToBeVisibleAsync();
        await Expect(visitor.Link("SOC 2 Type II Report")).ToHaveCountAsync(0);

        await visitor.TypeAsync("E-mail address", "tomas@example.org");
        await visitor.TypeAsync("Name", "Tomas Lindqvist");
        await visitor.EnterAsync(visitor.Button("Send the request"));
        await visitor.SeeAsync("Your request was sent");

        // The admin approves, and gets the link to send.
        await admin.EnterAsync(admin.Link("Contacts"));
        await admin.EnterAsync(admin.Button("Approve tomas@example.org"));
        await admin.TabToAsync(admin.Page.GetByLabel("Documents for contacts", new() { Exact = true }));
        await admin.PressAsync("ArrowDown");
        await admin.EnterAsync(admin.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Approve" }));
        var link = await admin.Page.GetByRole(AriaRole.Textbox, new() { Name = "The access link" }).InputValueAsync();
        Assert.StartsWith(panel.Address.ToString(), link, StringComparison.Ordinal);

        // The visitor comes by it; what asks for the NDA is there once it is accepted.
        await visitor.Page.GotoAsync(link);
        await visitor.SeeAsync("Signed in as Tomas Lindqvist");
        Assert.DoesNotContain("link=", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.SeeAsync("Keep it to yourself.");
        await Expect(visitor.Link("SOC 2 Type II Report")).ToHaveCountAsync(0);
        await visitor.EnterAsync(visitor.Button("I accept this agreement"));
        await visitor.SeeAsync("You can now see the documents");

        await visitor.EnterAsync(visitor.Link("Access Control Policy"));
        await Expect(visitor.Page.FrameLocator("iframe").GetByRole(AriaRole.Heading, new() { Name = "Rules" })).ToBeVisibleAsync();
        await visitor.EnterAsync(visitor.Link("← All documents"));

        await visitor.EnterAsync(visitor.Link("SOC 2 Type II Report"));
        await visitor.SeePdfAsync();
        await visitor.TabToAsync(visitor.Link("Download"));
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("Enter"));
        Assert.EndsWith(".pdf", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("%PDF-"u8.ToArray(), (await File.ReadAllBytesAsync(await download.PathAsync()))[..5]);

        await visitor.EnterAsync(visitor.Button("Leave"));
        await visitor.SeeAsync("This is not there");

        // The admin sees it the same way, and who did what.
        await admin.Page.GotoAsync(new Uri(panel.Address, $"/documents/{reports["SOC 2 Type II Report"]}").ToString());
        await admin.SeePdfAsync();
        await admin.Page.GetByText("Audit trail").ClickAsync();
        await admin.SeeAsync("Document downloaded");
    }

    [ChromiumFact]
    public async Task A_link_that_no_longer_works_is_told_on_the_page()
    {
        await using var page = await panel.OpenAsync("/api/public/demo/enter?link=old");
        await page.SeeAsync("This link does not work, or not any more.");
        await page.SeeHeadingAsync("Request access");
        await page.SeeNoFaultsAsync("a link that no longer works");
    }

    [ChromiumFact]
    public async Task Pages_head_the_sections_of_those_below_them_and_single_ones_share_one()
    {
        var connection = await panel.ConnectAsync();
        var policies = await panel.ImportAsync(connection, "Security Policies");
        var reports = await panel.ImportAsync(connection, "Reports and Certificates");
        var titles = new[] { "Security Policies", "Access Control Policy", "Encryption Policy", "Access Reviews 2026" };
        await panel.SetLevelAsync("public", [.. titles.Select(title => policies[title]), reports["Cyber Insurance"]]);

        await using var page = await panel.OpenAsync("/trust/demo");
        await page.SeeHeadingAsync("Security Policies");
        await Expect(page.Page.Locator(".sections h2")).ToHaveTextAsync(["Security Policies", "Other documents"], new() { UseInnerText = true });

        foreach (var title in titles.Append("Cyber Insurance"))
        {
            await Expect(page.Link(title)).ToHaveCountAsync(1);
        }

        await panel.SetLevelAsync("internal", policies["Access Reviews 2026"], reports["Cyber Insurance"], policies["Encryption Policy"]);
    }

    [ChromiumFact]
    public async Task Showing_more_documents_moves_none_that_are_shown()
    {
        var policies = await panel.ImportAsync(await panel.ConnectAsync(), "Security Policies");
        string[] titles = ["Security Policies", "Access Control Policy", "Access Reviews 2026", "Encryption Policy", "Office Security Policy", "Vendor Management Policy"];
        await panel.SetLevelAsync("public", [.. titles.Select(title => policies[title])]);
        await using var page = await panel.OpenAsync("about:blank");

        // As if there were hundreds: pages of two.
        await page.Page.RouteAsync("**/api/public/demo/documents?*", route => route.ContinueAsync(new() { Url = route.Request.Url.Replace("pageSize=100", "pageSize=2", StringComparison.Ordinal) }));
        await page.Page.GotoAsync(new Uri(panel.Address, "/trust/demo").ToString());
        var places = page.Page.Locator(".sections a");
        await Expect(places).Not.ToHaveCountAsync(0);
        var shown = await PlacesAsync();

        while (await page.Button("Show more").CountAsync() > 0)
        {
            await page.Button("Show more").ClickAsync();
            await Expect(places).Not.ToHaveCountAsync(shown.Length);
            var now = await PlacesAsync();
            Assert.Equal(shown, now[..shown.Length]);
            shown = now;
        }

        foreach (var title in titles.Skip(1))
        {
            await Expect(page.Link(title)).ToHaveCountAsync(1);
        }

        await panel.SetLevelAsync("internal", [.. titles.Skip(2).Select(title => policies[title])]);

        async Task<string[]> PlacesAsync() => await places.EvaluateAllAsync<string[]>("links => links.map(link => `${link.innerText} ${link.offsetLeft} ${link.offsetTop}`)");
    }

    [ChromiumFact]
    public async Task No_view_of_a_visitor_has_a_fault_that_axe_finds()
    {
        var documents = await panel.ImportAsync(await panel.ConnectAsync(), "Security Policies");
        await panel.SetLevelAsync("public", documents["Access Control Policy"]);

        foreach (var path in new[] { "/trust/demo", $"/trust/demo/{documents["Access Control Policy"]}", $"/trust/demo/{documents["Encryption Policy"]}", "/trust/nobody" })
        {
            await using var page = await panel.OpenAsync(path, size: (390, 844));
            await page.SeeNoFaultsAsync(path);
        }
    }
}
