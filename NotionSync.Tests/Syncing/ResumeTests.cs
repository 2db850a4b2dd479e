using System.Text.Json.Nodes;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

/// <summary>What a page, a database or a listing got before it had to wait is not asked for again.</summary>
public sealed class ResumeTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private SyncWorld _world = null!;

    public async Task InitializeAsync()
    {
        _world = await SyncWorld.StartAsync(azurite.ConnectionString);

        // What waits for Notion's limit goes on when the next message comes.
        _world.Queue.BeforeEach = _ =>
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            return Task.CompletedTask;
        };
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_database_with_cut_off_values_goes_on_with_the_next_value()
    {
        var database = await AddDatabaseAsync(new { kind = "relations", references = 60 });
        await CountAsync("/properties/");
        await _world.FaultAsync(new { path = "/properties/", nth = new[] { 2, 4 }, status = 429, retryAfter = 30 });

        var report = await ImportAsync(database);

        // Three values, and two refusals.
        Assert.Equal(ImportStatus.Completed, report.Import.Status);
        Assert.Equal(5, await CountedAsync());
        Assert.Contains("Target 60", await _world.MarkdownAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_waits_for_its_comments_downloads_its_files_once()
    {
        var root = await _world.GenerateAsync(new { kind = "pages", pages = 1, blocks = 3, depth = 1, files = 1 });
        var page = (string)(await _world.SendAsync(HttpMethod.Get, $"/v1/blocks/{root}/children", null))["results"]![0]!["id"]!;
        await CountAsync("\\.(pdf|png|txt|csv)");
        await _world.FaultAsync(new { path = "^/v1/comments", count = 2, status = 429, retryAfter = 30 });

        var report = await ImportAsync(page, CommentScope.Page);

        Assert.Equal(ImportStatus.Completed, report.Import.Status);
        Assert.Equal((await DocumentFilesAsync(page)), await CountedAsync());
    }

    [Fact]
    public async Task A_listing_of_rows_in_two_windows_keeps_the_first_while_it_waits_for_the_second()
    {
        var database = await AddDatabaseAsync(new { kind = "database", rows = 3, blocks = 1 });
        await _world.ImportAsync(database);
        var source = (string)(await _world.SendAsync(HttpMethod.Get, $"/v1/databases/{database}", null))["data_sources"]![0]!["id"]!;
        var row = (string)(await _world.SendAsync(HttpMethod.Post, $"/v1/data_sources/{source}/query", new { }))["results"]![0]!["id"]!;
        await _world.WriteAsync(row, "Edited.");
        var edited = await _world.SendAsync(HttpMethod.Get, $"/v1/pages/{row}", null);

        const string Query = "^/v1/data_sources/.*/query";
        await CountAsync(Query);
        await _world.FaultAsync(new { path = Query, nth = 2, status = 429, retryAfter = 30 });
        await _world.FaultAsync(new { path = Query, count = 2, status = 200, body = CutOff(edited) });
        var report = await _world.SyncAsync();

        // Each window once, the last from the minute after one that was cut off, and a refusal; then the table itself.
        Assert.Equal(ImportStatus.Completed, report.Import.Status);
        Assert.Equal(4 + 1, await CountedAsync());
        Assert.Contains("Edited.", await _world.MarkdownAsync(row), StringComparison.Ordinal);
    }

    private static JsonObject CutOff(JsonObject row)
        => new()
        {
            ["object"] = "list",
            ["results"] = new JsonArray(row.DeepClone()),
            ["next_cursor"] = null,
            ["has_more"] = false,
            ["request_status"] = new JsonObject { ["type"] = "incomplete", ["incomplete_reason"] = "query_result_limit_reached" },
        };

    private async Task<string> AddDatabaseAsync(object what)
    {
        var root = await _world.GenerateAsync(what);
        return (string)(await _world.SendAsync(HttpMethod.Get, $"/v1/blocks/{root}/children", null))["results"]![0]!["id"]!;
    }

    private async Task<int> DocumentFilesAsync(string page)
        => (await _world.Get<DocumentLibrary>().GetManifestAsync(await _world.DocumentAsync(page), default)).Attachments.Count;

    private async Task<ImportReport> ImportAsync(string id, CommentScope comments = CommentScope.None)
    {
        var import = await _world.Get<ImportService>().StartAsync(
            _world.Tenant, _world.Connection.Id, [new(SyncWorld.Id(id), ImportItemKind.Unknown, IncludeSubpages: false, ImportAs.Auto, Comments: comments)], AccessLevel.Internal, default);
        await _world.PumpAsync();
        return await _world.ReportAsync(import.Id);
    }

    /// <summary>A rule that spoils nothing, and counts what it meets.</summary>
    private Task CountAsync(string path) => _world.FaultAsync(new { path, count = 0, status = 500 });

    private async Task<int> CountedAsync() => (int)(await _world.SendAsync(HttpMethod.Get, "/_emulator/faults", null))["list"]![0]!["met"]!;
}
