using System.Text.Json.Nodes;
using NotionSync.Cli;
using NotionSync.Cli.Api;
using NotionSync.Cli.Importing;

namespace NotionSync.Tests.Cli;

public sealed class ImportJobTests : IAsyncLifetime, IDisposable
{
    private readonly TextConsole _console = new();
    private ApiStandIn _standIn = null!;

    public async Task InitializeAsync() => _standIn = await ApiStandIn.StartAsync();

    public async Task DisposeAsync() => await _standIn.DisposeAsync();

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task A_complete_import_is_told_with_its_documents_totals_and_calls()
    {
        var end = ApiStandIn.State("completed", discovered: 3, imported: 3);
        end["calls"] = new JsonObject { ["made"] = 9, ["lowerBound"] = 9 };
        _standIn.States.AddRange([ApiStandIn.State("running", discovered: 1, imported: 0), end]);
        _standIn.Documents.AddRange(
            [ApiStandIn.Document("d1", "Policies"), ApiStandIn.Document("d2", "Report", kind: "file"), ApiStandIn.Document("d3", "Access control", parent: "d1")]);

        Assert.True(await RunAsync());

        Assert.Contains("Import completed after", _console.Text, StringComparison.Ordinal);
        Assert.Contains("3 discovered = 3 imported + 0 unchanged + 0 skipped + 0 failed", _console.Text, StringComparison.Ordinal);
        Assert.Contains("Calls to Notion: 9, 3.00 per page; the lower bound is 9", _console.Text, StringComparison.Ordinal);
        Assert.Matches(@"Policies +markdown +1\.2 kB +documents/d1 *\n +Access control +markdown +1\.2 kB +documents/d3 *\n +Report +file", _console.Text);
        Assert.Contains("/api/tenants/demo/documents/d1/markdown", _console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_urls_that_answer_are_offered()
    {
        _standIn.States.Add(ApiStandIn.State("completed", discovered: 1, imported: 1));
        _standIn.Documents.Add(ApiStandIn.Document("d1", "Policies"));

        await RunAsync();

        Assert.DoesNotContain("/html", _console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_partial_import_is_no_success_and_names_every_failure()
    {
        var end = ApiStandIn.State("completed_with_errors", discovered: 2, imported: 1, failed: 1);
        end["failures"] = new JsonArray(new JsonObject { ["pageId"] = "p7", ["title"] = "Secret", ["code"] = "not_shared", ["message"] = "Notion does not share it." });
        _standIn.States.Add(end);

        Assert.False(await RunAsync());

        Assert.Contains("Failed: Secret (p7): not_shared: Notion does not share it.", _console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Totals_that_do_not_add_up_are_no_success()
    {
        _standIn.States.Add(ApiStandIn.State("completed", discovered: 3, imported: 2));

        Assert.False(await RunAsync());

        Assert.Contains("3 discovered BUT NOT EQUAL TO 2 imported", _console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outage_in_the_middle_of_an_import_is_waited_out()
    {
        _standIn.Outages = 20;
        _standIn.States.Add(ApiStandIn.State("completed", discovered: 1, imported: 1));

        Assert.True(await RunAsync());
    }

    [Fact]
    public async Task An_outage_that_does_not_end_is_an_error()
    {
        _standIn.Outages = int.MaxValue;

        await Assert.ThrowsAsync<ApiException>(() => RunAsync());
    }

    [Fact]
    public async Task A_refused_token_is_told_with_the_reason_and_without_the_token()
    {
        var exception = await Assert.ThrowsAsync<ApiException>(() => RunAsync(token: "ntn_bad"));

        Assert.Equal("invalid_token", exception.Code);
        Assert.Contains("Notion does not know this token.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ntn_bad", exception.ToString() + _console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_that_shares_nothing_is_an_error_that_says_what_to_do()
    {
        _standIn.Roots.Clear();

        var exception = await Assert.ThrowsAsync<RunFailedException>(() => RunAsync());

        Assert.Contains("choose Connections", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_pages_are_imported_instead_of_the_roots()
    {
        _standIn.States.Add(ApiStandIn.State("completed", discovered: 1, imported: 1));

        await RunAsync(pages: ["https://www.notion.so/Example-0123456789abcdef0123456789abcdef"]);

        Assert.Equal(
            """[{"id":"https://www.notion.so/Example-0123456789abcdef0123456789abcdef"}]""",
            Assert.Single(_standIn.Orders)["items"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_the_roots_only_the_one_that_is_named_is_for_everybody()
    {
        _standIn.Roots.Add("r2");
        _standIn.States.Add(ApiStandIn.State("completed", discovered: 2, imported: 2));

        await RunAsync(publicTitle: "r2");

        Assert.Equal(
            """[{"id":"r1","type":"page"},{"id":"r2","type":"page","accessLevel":"public"}]""",
            Assert.Single(_standIn.Orders)["items"]!.ToJsonString());
        Assert.Contains("'r2' is for everybody", _console.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_roots_than_one_import_takes_become_several_imports()
    {
        _standIn.Roots.AddRange(Enumerable.Range(2, NotionSyncApi.MaxImportItems).Select((number) => $"r{number}"));
        _standIn.States.Add(ApiStandIn.State("completed", discovered: 1, imported: 1));

        await RunAsync();

        Assert.Equal([NotionSyncApi.MaxImportItems, 1], _standIn.Orders.Select((order) => order["items"]!.AsArray().Count));
    }

    [Fact]
    public async Task What_comes_from_Notion_cannot_move_the_cursor()
    {
        _standIn.States.Add(ApiStandIn.State("completed", discovered: 1, imported: 1));
        _standIn.Documents.Add(ApiStandIn.Document("d1", "A\u001b]0;title\u0007 [red]B[/]\nC"));

        await RunAsync();

        Assert.DoesNotContain('\u001b', _console.Text);
        Assert.Contains("A ]0;title  [red]B[/] C", _console.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(29)]
    [InlineData(45)]
    [InlineData(61)]
    [InlineData(80)]
    [InlineData(300)]
    public async Task Every_width_of_terminal_shows_every_document(int width)
    {
        using var console = new TextConsole(width, isTerminal: true);
        _standIn.States.AddRange([ApiStandIn.State("running", discovered: 2, imported: 1), ApiStandIn.State("completed", discovered: 2, imported: 2)]);
        _standIn.Documents.AddRange([ApiStandIn.Document("d1", "政策と手順 " + new string('x', 200)), ApiStandIn.Document("d2", string.Empty, parent: "d1")]);

        Assert.True(await RunAsync(console));

        Assert.Contains("d2", console.Text, StringComparison.Ordinal);
    }

    private Task<bool> RunAsync(TextConsole? console = null, string token = "ntn_good", string[]? pages = null, string? publicTitle = null)
        => new ImportJob(_standIn.Api, (console ?? _console).Console, new HastyTime()).RunAsync(token, pages ?? [], publicTitle, outFolder: null, CancellationToken.None);
}
