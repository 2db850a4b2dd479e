using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

/// <summary>What a document looks like in the frame that shows it, to visitors and in the panel.</summary>
public sealed class ReadingTests(PanelFixture panel) : IClassFixture<PanelFixture>
{
    [ChromiumFact]
    public async Task Equations_are_set_as_MathML_and_what_is_none_stays_as_its_source()
    {
        const string Title = "Encryption Policy";
        var connection = await panel.ConnectAsync();
        var source = await panel.PageIdAsync(connection, Title);
        await panel.ControlAsync(HttpMethod.Post, $"blocks/{source}/children", new
        {
            blocks = new object[]
            {
                new { equation = @"\frac{1}{" },
                new { equation = @"\href{javascript:alert(1)}{x} \htmlStyle{color:red}{y}" },
                new { equation = @"\text{<img src=x onerror=alert(1)>} \pmb{x} \boxed{y'} \cancel{z}" },
                new { equation = @"\begin{pmatrix} a & b \\ c & d \end{pmatrix} \def\a{\a\a}" },
            },
        });
        var id = (await panel.ImportAsync(connection, Title))[Title];
        await panel.SetLevelAsync("public", id);

        foreach (var path in new[] { $"/trust/demo/{id}", $"/documents/{id}" })
        {
            await using var page = await panel.OpenAsync(path);
            await SeeEquationsAsync(page.Page.FrameLocator("iframe"));
        }

        // The preview, which the import view opens.
        await using var import = await panel.OpenAsync($"/import?connection={connection}");
        await import.Page.GetByLabel("Search titles").FillAsync(Title);
        await import.Page.GetByRole(AriaRole.Button, new() { Name = $"Preview of {Title}" }).ClickAsync();
        await SeeEquationsAsync(import.Page.FrameLocator("iframe"));
    }

    private static async Task SeeEquationsAsync(IFrameLocator frame)
    {
        await Expect(frame.Locator("span.math > math msup")).ToBeVisibleAsync();
        await Expect(frame.Locator("div.math > math > mrow, div.math > math > msub").First).ToBeVisibleAsync();
        await Expect(frame.Locator("mtable")).ToBeVisibleAsync();
        await Expect(frame.GetByText("<img src=x onerror=alert(1)>")).ToBeVisibleAsync();
        await Expect(frame.GetByText(@"\frac{1}{")).ToBeVisibleAsync();
        await Expect(frame.GetByText(@"\href{javascript:alert(1)}{x}")).ToBeVisibleAsync();
        await Expect(frame.Locator("main img, [onerror], a[href^='javascript']")).ToHaveCountAsync(0);
    }

    [ChromiumFact]
    public async Task A_document_without_equations_does_not_load_what_sets_them()
    {
        const string Title = "Staff Security Policy";
        var id = (await panel.ImportAsync(await panel.ConnectAsync(), Title))[Title];
        await panel.SetLevelAsync("public", id);
        await using var page = await panel.OpenAsync();
        var loaded = new List<string>();
        page.Page.Request += (_, request) => loaded.Add(request.Url);
        await page.Page.GotoAsync(new Uri(panel.Address, $"/trust/demo/{id}").ToString());
        await Expect(page.Page.FrameLocator("iframe").Locator("h1")).ToBeVisibleAsync();
        await page.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.DoesNotContain(loaded, url => url.Contains("typesetter", StringComparison.Ordinal));
    }

    /// <summary>Title, download and address would be those of another document otherwise.</summary>
    [ChromiumFact]
    public async Task A_link_to_another_document_leads_there_with_all_that_stands_around_it()
    {
        const string From = "Office Security Policy";
        const string To = "Policy Exceptions";
        var documents = await panel.ImportAsync(await panel.ConnectAsync(), "Security Policies");
        await panel.SetLevelAsync("public", documents[From], documents[To]);

        foreach (var root in new[] { "/trust/demo", "/documents" })
        {
            await using var page = await panel.OpenAsync($"{root}/{documents[From]}");
            await page.Page.FrameLocator("iframe").GetByRole(AriaRole.Link, new() { Name = To }).ClickAsync();
            await page.SeeHeadingAsync(To);
            await Expect(page.Page).ToHaveURLAsync(new Regex($"{root}/{documents[To]}$"));
            await Expect(page.Page).ToHaveTitleAsync(new Regex($"^{To}"));
            await Expect(page.Page.FrameLocator("iframe").GetByRole(AriaRole.Heading, new() { Name = To }).First).ToBeVisibleAsync();
            await Expect(page.Page.Locator("main")).ToBeFocusedAsync();
            await page.Page.GoBackAsync();
            await page.SeeHeadingAsync(From);
        }
    }

    /// <summary>A frame of another origin would ask for the images without the reader's cookie, and hand its limits on to the pages that its links open.</summary>
    [ChromiumFact]
    public async Task Images_come_with_the_readers_sign_in_and_links_open_ordinary_pages()
    {
        const string Title = "Backup and Recovery Policy";
        var connection = await panel.ConnectAsync();
        var source = await panel.PageIdAsync(connection, Title);
        await panel.ControlAsync(HttpMethod.Post, $"blocks/{source}/children", new { blocks = new object[] { new { paragraph = new object[] { new { text = "elsewhere", link = "https://elsewhere.example/" } } } } });
        var id = (await panel.ImportAsync(connection, Title))[Title];
        await panel.SetLevelAsync("contact", id);
        var contact = (await panel.SendAsync(HttpMethod.Post, "tenants/demo/contacts", new { email = "reader@example.com" })).GetProperty("id").GetString();
        await panel.SendAsync(HttpMethod.Post, "tenants/demo/grants", new { scope = "library", level = "contact", contactId = contact });
        var link = (await panel.SendAsync(HttpMethod.Post, $"tenants/demo/contacts/{contact}/links", new { })).GetProperty("path").GetString()!;

        await using var page = await panel.OpenAsync(link);
        await page.SeeAsync("Signed in as");
        await page.Page.GotoAsync(new Uri(panel.Address, $"/trust/demo/{id}").ToString());
        var frame = page.Page.FrameLocator("iframe");
        await Expect(frame.Locator("img")).ToHaveJSPropertyAsync("complete", true);
        Assert.True(await frame.Locator("img").EvaluateAsync<int>("image => image.naturalWidth") > 0);

        await page.Page.Context.RouteAsync("https://elsewhere.example/**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<title>no script</title><script>document.title = 'script'</script>" }));
        var opened = await page.Page.RunAndWaitForPopupAsync(() => frame.GetByText("elsewhere").ClickAsync());
        await Expect(opened).ToHaveTitleAsync("script");
    }
}
