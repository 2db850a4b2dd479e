using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;
using static Microsoft.Playwright.Assertions;

namespace NotionSync.Tests.Panel;

/// <summary>Long imports, and what goes wrong on the way.</summary>
public sealed class TroubleTests(PanelFixture panel) : IClassFixture<PanelFixture>
{
    private const string NewToken = "ntn_emulator_renewed";

    [ChromiumFact]
    public async Task A_token_that_is_revoked_in_the_middle_is_replaced_where_the_import_stopped()
    {
        var connection = await panel.ConnectAsync();

        try
        {
            await panel.Product.AddFaultsAsync(new { path = "^/v1/blocks/", after = 30, hold = true });
            var import = await StartAsync(connection, pages: 100);
            await using var page = await panel.OpenAsync($"/runs/{import}");
            await Expect(page.Page.GetByText(Some())).ToBeVisibleAsync();

            await panel.ControlAsync(HttpMethod.Put, "tokens", new { tokens = new[] { NewToken } });
            await panel.Product.EndFaultsAsync();
            await page.SeeAsync("Reconnect it; documents and settings stay.");
            await page.SeeNoFaultsAsync("a run that ended for its connection");
            var before = await SyncsAsync(_ => true);
            await page.EnterAsync(page.Button("Reconnect"));
            await page.TypeAsync("Internal integration secret", NewToken);
            await page.PressAsync("Enter");
            await Expect(page.Button("Reconnect")).ToHaveCountAsync(0);

            await page.EnterAsync(page.Button("Retry the failed pages"));
            await Expect(page.Page.GetByText("Complete: everything that was found")).ToBeVisibleAsync();

            // The sync that follows the new token would meet the next test.
            await panel.Product.UntilAsync(async () => (await SyncsAsync(status => status is not ("queued" or "running"))).Except(before).Any());
        }
        finally
        {
            await panel.ControlAsync(HttpMethod.Put, "tokens", new { tokens = new[] { Deployment.Token, NewToken } });
            await panel.Product.EndFaultsAsync();
        }
    }

    [ChromiumFact]
    public async Task Imports_are_watched_side_by_side_left_cancelled_and_come_back_to()
    {
        var connection = await panel.ConnectAsync();

        try
        {
            // Both have begun before either gets far, and neither ends before it is let go.
            await panel.Product.AddFaultsAsync(new { path = "^/v1/blocks/", hold = true });
            var (longer, other) = (await StartAsync(connection, pages: 150), await StartAsync(connection, pages: 150));
            await panel.Product.UntilAsync(async () => await panel.Product.PlayedAsync() == 2);
            await panel.Product.ReplaceFaultsAsync(new { path = "^/v1/blocks/", after = 80, hold = true });

            await using var page = await panel.OpenAsync($"/runs/{longer}");
            await Expect(page.Page.GetByText(Some())).ToBeVisibleAsync();
            await page.SeeAsync("pages a minute");
            await page.SeeAsync("left");
            await page.SeeAsync("Done last:");

            // The network goes and comes back: the page goes on by itself.
            await page.Page.Context.SetOfflineAsync(true);
            await page.SeeAsync("The server cannot be reached");
            await page.Page.Context.SetOfflineAsync(false);
            await Expect(page.Page.GetByText("The server cannot be reached")).ToHaveCountAsync(0);

            // It goes on while one looks elsewhere; the other one is cancelled.
            await page.EnterAsync(page.Link("Runs"));

            foreach (var run in new[] { longer, other })
            {
                await Expect(page.Page.Locator("tr, li").Filter(new() { Has = page.Page.Locator($"a[href='/runs/{run}']") }).GetByText("Running").First).ToBeVisibleAsync();
            }

            await page.EnterAsync(page.Page.Locator($"a[href='/runs/{other}']"));
            await page.EnterAsync(page.Button("Cancel"));
            await page.SeeAsync("The run was cancelled.");

            await page.Page.GotoAsync(new Uri(panel.Address, $"/runs/{longer}").ToString());
            await panel.Product.EndFaultsAsync();
            await Expect(page.Page.GetByText("Adds up:")).ToBeVisibleAsync();
            await page.SeeAsync("151 of 151 pages");
        }
        finally
        {
            await panel.Product.EndFaultsAsync();
        }
    }

    [ChromiumFact]
    public async Task A_big_import_is_watched_from_its_start_to_its_end()
    {
        const int Pages = 400;
        var connection = await panel.ConnectAsync();
        var import = await StartAsync(connection, Pages);
        await using var page = await panel.OpenAsync($"/runs/{import}");
        await Expect(page.Page.GetByText("Complete: everything that was found")).ToBeVisibleAsync(new() { Timeout = 600_000 });
        await page.SeeAsync($"{Pages + 1} of {Pages + 1} pages");
    }

    [ChromiumFact]
    public async Task An_event_that_was_given_up_is_sent_again()
    {
        panel.BackEnd.Answer = _ => StatusCodes.Status410Gone;
        await panel.ImportAsync(await panel.ConnectAsync(), "Office Security Policy");
        await using var page = await panel.OpenAsync("/runs");
        var send = page.Button("Send again: import.finished").First;

        for (var looks = 0; await send.CountAsync() == 0; looks++)
        {
            Assert.True(looks < 200, "No event was given up.");
            await page.Page.ReloadAsync();
            await Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "Given up" })).ToBeVisibleAsync();
            await Expect(page.Page.Locator(".loading")).ToHaveCountAsync(0);
        }

        await page.SeeNoFaultsAsync("events that were given up");
        panel.BackEnd.Answer = _ => StatusCodes.Status200OK;
        var before = panel.BackEnd.Received.Count;
        await page.EnterAsync(send);
        await page.SeeAsync("The event is sent again.");

        await panel.Product.UntilAsync(() => Task.FromResult(panel.BackEnd.Received.Count > before));
    }

    [ChromiumFact]
    public async Task Failed_pages_are_named_with_their_reason_and_retried()
    {
        var connection = await panel.ConnectAsync();
        var source = await panel.PageIdAsync(connection, "Office Security Policy");
        await panel.ControlAsync(HttpMethod.Post, "faults", new[] { new { path = $"^/v1/blocks/{source}/children", status = 400, message = "This page is odd." } });

        try
        {
            var import = await panel.Product.StartImportAsync(connection, await panel.PageIdAsync(connection, "Security Policies"));
            await panel.Product.WaitAsync(import);
            await using var page = await panel.OpenAsync($"/runs/{import}");
            await page.SeeHeadingAsync("Failures");
            await page.SeeAsync("Office Security Policy");
            await page.SeeAsync("Not complete: what is missing stands below.");
            await page.SeeNoFaultsAsync("a run with failures");

            await panel.Product.EndFaultsAsync();
            await page.EnterAsync(page.Button("Retry the failed pages"));
            await Expect(page.Page.GetByText("Complete: everything that was found")).ToBeVisibleAsync();
        }
        finally
        {
            await panel.Product.EndFaultsAsync();
        }
    }

    private async Task<IEnumerable<string>> SyncsAsync(Func<string, bool> hasStatus)
        => [.. (await panel.Product.GetAsync("tenants/demo/imports")).GetProperty("items").EnumerateArray()
            .Where(run => run.GetProperty("kind").GetString() == "sync" && hasStatus(run.GetProperty("status").GetString()!))
            .Select(run => run.GetProperty("id").GetString()!)];

    /// <summary>An import of generated pages.</summary>
    private async Task<string> StartAsync(string connection, int pages)
    {
        using var generated = await panel.Product.NotionControl.PostAsync(
            new Uri("/_emulator/generate", UriKind.Relative), JsonContent.Create(new { kind = "pages", pages, blocks = 2, depth = 2 }));
        var root = JsonSerializer.Deserialize<JsonElement>(await generated.Content.ReadAsStringAsync()).GetProperty("id").GetString()!;
        return await panel.Product.StartImportAsync(connection, root);
    }

    // Some are done, and more are known.
    private static System.Text.RegularExpressions.Regex Some() => new("[1-9][0-9]* of [1-9][0-9]+ pages");
}
