using System.Text;
using Microsoft.Playwright;
using NotionSync.Html;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Html;

/// <summary>What a real browser does with the pages: the sanitised HTML alone, the policy alone, and both together.</summary>
public sealed class HtmlInChromiumTests : IAsyncLifetime
{
    private const int PositionsPerPage = 12;

    private HtmlServer? _server;
    private Chromium? _chromium;

    private HtmlServer Server => _server!;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is not null)
        {
            _server = await HtmlServer.StartAsync();
            _chromium = await Chromium.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [ChromiumFact]
    public async Task The_test_sees_scripts_and_requests_where_nothing_holds_them_back()
    {
        var seen = await VisitAsync(
            Server.Add($"<img src=//{Server.Other}/image><iframe src=//{Server.Other}/frame></iframe><svg onload=__xss=1></svg><script>alert(1)</script>", withPolicy: false));

        Assert.Contains("a script ran", seen);
        Assert.Contains("a dialog", seen);
        Assert.Contains($"http://{Server.Other}/image", seen);
        Assert.Contains($"http://{Server.Other}/frame", seen);
        Assert.Contains("/frame", Server.Leaks);
    }

    [ChromiumFact]
    public async Task No_payload_runs_or_calls_even_without_a_policy()
    {
        foreach (var positions in MarkdownPositions.All.Chunk(PositionsPerPage))
        {
            var page = new StringBuilder("<!DOCTYPE html><meta charset=utf-8><body>");

            foreach (var markdown in Documents(positions))
            {
                page.Append("<section>").Append(HtmlRenderer.RenderFragment(markdown)).Append("</section>\n");
            }

            Assert.Empty(await VisitAsync(Server.Add(page.ToString(), withPolicy: false)));
        }

        Assert.Empty(Server.Leaks);
    }

    [ChromiumFact]
    public async Task A_document_of_nothing_but_payloads_is_harmless_as_it_is_served()
    {
        foreach (var positions in MarkdownPositions.All.Chunk(PositionsPerPage))
        {
            var page = HtmlRenderer.RenderPage(string.Join("\n\n", Documents(positions)), "</title><script>__xss=1</script>");

            Assert.Empty(await VisitAsync(Server.Add(page, withPolicy: true)));
        }

        Assert.Empty(Server.Leaks);
    }

    [ChromiumFact]
    public async Task Payloads_in_every_field_of_Notions_blocks_run_nothing_and_call_nobody()
    {
        foreach (var payloads in XssPayloads.All.Chunk(80))
        {
            // With files as they come and with stored copies, by turns.
            var fragments = payloads.Select((payload, index) => HostilePage.Render(AimAtOther(payload)).ElementAt(index % 2));
            var page = $"<!DOCTYPE html><meta charset=utf-8><body>{string.Join('\n', fragments.Select(html => $"<section>{html}</section>"))}";

            Assert.Empty(await VisitAsync(Server.Add(page, withPolicy: false)));
        }

        Assert.Empty(Server.Leaks);
    }

    [ChromiumFact]
    public async Task The_policy_alone_stops_scripts_and_requests()
    {
        // What moves the whole page elsewhere is not for a policy to stop, and never gets into the HTML.
        var payloads = XssPayloads.All.Where(payload => !payload.Contains("refresh", StringComparison.Ordinal)).Select(AimAtOther);
        var page = $"<!DOCTYPE html><meta charset=utf-8><body>{string.Join('\n', payloads.Select(payload => $"<section>{payload}</section>"))}";

        var seen = await VisitAsync(Server.Add(page, withPolicy: true));

        // What the policy forbids is announced as a request all the same; the other server says what really left.
        Assert.DoesNotContain("a script ran", seen);
        Assert.DoesNotContain("a dialog", seen);
        Assert.Empty(Server.Leaks);
    }

    [ChromiumFact]
    public async Task A_page_shows_its_style_and_its_images_under_the_policy()
    {
        var html = HtmlRenderer.RenderPage("# Title\n\n![pixel](attachments/pixel.gif)\n\n<details>\n<summary>More</summary>\n\n[up](#x)\n\n</details>\n", "Title");
        var page = await _chromium!.NewPageAsync();
        await page.GotoAsync(Server.Add(html, withPolicy: true));
        await page.Locator("img").ScrollIntoViewIfNeededAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('img').naturalWidth === 1");

        Assert.NotEqual("none", await page.Locator("main").EvaluateAsync<string>("main => getComputedStyle(main).maxWidth"));
        await page.Locator("summary").ClickAsync();
        Assert.True(await page.Locator("details a").IsVisibleAsync());
    }

    private IEnumerable<string> Documents(IEnumerable<string> positions)
        => positions.SelectMany(position => XssPayloads.All.Select(payload => MarkdownPositions.Place(position, AimAtOther(payload))));

    private string AimAtOther(string payload) => payload.Replace(XssPayloads.Leak, Server.Other, StringComparison.Ordinal);

    /// <returns>What the page did that it ought not to.</returns>
    private async Task<IReadOnlyList<string>> VisitAsync(string address)
    {
        var seen = new List<string>();
        var page = await _chromium!.NewPageAsync();

        void Note(string what)
        {
            lock (seen)
            {
                seen.Add(what);
            }
        }

        page.Dialog += async (_, dialog) =>
        {
            Note("a dialog");

            try
            {
                await dialog.DismissAsync();
            }
            catch (PlaywrightException)
            {
                // The page went on, or was closed, before the dialog was answered. Nobody waits for this handler: what it throws ends the test host.
            }
        };
        page.Popup += (_, popup) => Note($"a window: {popup.Url}");
        page.Context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Server.Address, StringComparison.Ordinal) && !request.Url.StartsWith("data:image/", StringComparison.Ordinal))
            {
                Note(request.Url);
            }
        };

        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });

        // Longer than a refresh or an animation takes to begin.
        await page.WaitForTimeoutAsync(200);

        if (await page.EvaluateAsync<bool>("() => '__xss' in window"))
        {
            Note("a script ran");
        }

        var odd = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('main *, section *')].flatMap(element => [
                ...[...element.attributes].filter(attribute => /^(on|style|src(doc|set)|formaction|ping|xlink)/.test(attribute.name)).map(attribute => attribute.name),
                ...(element.href && !/^(https?|mailto|tel|ftp|sms|notion|slack|msteams|zoommtg|webcal|geo|xmpp):$/.test(element.protocol) ? [element.href] : []),
            ])
            """);

        if (page.Url != address)
        {
            Note($"it went to {page.Url}");
        }

        await page.Context.CloseAsync();

        lock (seen)
        {
            return [.. seen, .. odd];
        }
    }
}
