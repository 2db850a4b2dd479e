using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;
using NotionSync.Syncing;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

/// <summary>What a sync finds, and what it costs, over real storage and the emulated Notion.</summary>
public sealed class IncrementalSyncTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Fact]
    public async Task Everything_that_changed_is_found_with_the_fewest_calls()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);

        var result = await ChangeScenario.RunAsync(world, pages: 500);

        Assert.True(result.Wrong.Count == 0, string.Join('\n', result.Wrong));
        Assert.True(result.Report.Import.Status == ImportStatus.Completed, $"{result.Report.Import.Status}: {string.Join('\n', result.Report.Failures)}");
        Assert.Equal(result.Report.Stored.Calls.Made, result.Calls);
        Assert.True(result.Calls <= result.LowerBound + 3, $"{result.Calls} calls, of which {result.LowerBound} are needed");
        Reconciles(result.Report);
    }

    [Fact]
    public async Task Where_nothing_changed_two_calls_say_so_and_nothing_is_written()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 30, blocks = 5 });
        await world.ImportAsync(root);
        var before = await world.DocumentsAsync();
        await world.CallsAsync();

        var report = await world.SyncAsync();

        Assert.Equal(ImportStatus.Completed, report.Import.Status);
        Assert.Equal(2, await world.CallsAsync());
        Assert.Equal(0, report.Progress.Discovered);
        Assert.Equal(before.Select(document => document.ETag), (await world.DocumentsAsync()).Select(document => document.ETag));
        Assert.NotNull((await world.FindConnectionAsync()).LastSyncAt);
    }

    [Fact]
    public async Task An_edit_in_the_minute_of_the_last_reading_is_not_missed()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var page = await world.GenerateAsync(new { kind = "pages", pages = 3, blocks = 2 });
        await world.ImportAsync(page);
        await world.WriteAsync(page, "First of a minute.");
        await world.SyncAsync();

        // In the emulator's same minute as often as not; the time that Notion shows may be equal to the one we hold.
        await world.WriteAsync(page, "Second of a minute.");
        await world.SyncAsync();

        Assert.Contains("Second of a minute.", await world.MarkdownAsync(page), StringComparison.Ordinal);

        // Once the minute is past it is not read for ever.
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.SyncAsync();
        await world.CallsAsync();
        await world.SyncAsync();
        Assert.Equal(2, await world.CallsAsync());
    }

    [Fact]
    public async Task A_page_that_was_saved_without_a_change_makes_no_new_version_and_its_new_place_and_name_are_taken_over()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 0, blocks = 0 });
        var left = await world.AddPageAsync(root, "Left");
        var right = await world.AddPageAsync(root, "Right");
        var page = await world.AddPageAsync(left, "Moving", "The same all the time.");
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.ImportAsync(root);
        var before = await world.DocumentAsync(page);

        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.EditAsync(page, new { icon = "🚀", parent = right });
        await world.SyncAsync();
        var after = await world.DocumentAsync(page);

        Assert.Equal((before.Id, before.Version, before.ContentHash), (after.Id, after.Version, after.ContentHash));
        Assert.Equal(right, after.Source.Parent.Id.ToString());
        Assert.Equal("🚀", after.Source.Icon?.Value);

        await world.EditAsync(page, new { title = "Moved" });
        await world.SyncAsync();
        Assert.Equal("Moved", (await world.DocumentAsync(page)).Title);
        Assert.Empty(await Walk.CompareAsync(world, root));
    }

    [Fact]
    public async Task A_new_sub_tree_comes_whole_also_when_only_its_top_was_edited()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 2, blocks = 1 });
        var elsewhere = await world.AddPageAsync(null, "Elsewhere");
        var top = await world.AddPageAsync(elsewhere, "Top");
        var middle = await world.AddPageAsync(top, "Middle");
        var leaf = await world.AddPageAsync(middle, "Leaf", "Deep down.");
        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.ImportAsync(root);

        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.EditAsync(top, new { parent = root });
        var report = await world.SyncAsync();

        Assert.Contains("Deep down.", await world.MarkdownAsync(leaf), StringComparison.Ordinal);
        Assert.Null(await world.FindAsync(elsewhere));
        Assert.Equal(AccessLevel.Internal, (await world.DocumentAsync(leaf)).AccessLevel);
        Assert.Empty(await Walk.CompareAsync(world, root));
        Reconciles(report);
    }

    [Fact]
    public async Task An_edited_row_changes_its_document_and_the_table_that_shows_it()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "database", rows = 120, blocks = 1 });
        await world.ImportAsync(root);
        var rows = (await world.DocumentsAsync()).Where(document => document.Source.Parent.Type == "data_source_id").ToList();
        var table = (await world.DocumentsAsync()).Single(document => document.Source.Kind == "database");
        await world.CallsAsync();

        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.EditAsync(rows[7].Source.Id.ToString(), new { title = "Renamed row" });
        var report = await world.SyncAsync();

        Assert.Equal(120, rows.Count);
        Assert.Equal("Renamed row", (await world.DocumentAsync(rows[7].Source.Id.ToString())).Title);
        Assert.Contains("Renamed row", await world.MarkdownAsync(table.Source.Id.ToString()), StringComparison.Ordinal);

        // Changes, trash, the rows since; the row's blocks; the database, its schema and two answers with its rows.
        Assert.True(report.Progress.Calls.Made <= 8, $"{report.Progress.Calls}");
        Reconciles(report);
    }

    [Fact]
    public async Task A_listing_whose_cursor_expires_begins_anew_and_misses_nothing()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 120, blocks = 1 });
        await world.ImportAsync(root);
        world.Time.Advance(TimeSpan.FromMinutes(30));

        foreach (var document in await world.DocumentsAsync())
        {
            await world.WriteAsync(document.Source.Id.ToString(), "Edited everywhere.");
        }

        await world.FaultAsync(new { path = "^/v1/search", count = 2, expireCursor = true });
        var report = await world.SyncAsync();

        Assert.Equal(2, (int)(await world.SendAsync(HttpMethod.Get, "/_emulator/faults", null))["list"]![0]!["played"]!);
        Assert.Equal(ImportStatus.Completed, report.Import.Status);
        Assert.Equal(121, report.Progress.Imported);
        Assert.Empty(await Walk.CompareAsync(world, root));
        Reconciles(report);
    }

    [Fact]
    public async Task An_edit_that_does_not_move_the_time_is_found_by_the_walk_over_everything()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 20, blocks = 2 });
        await world.ImportAsync(root);
        var page = (await world.DocumentsAsync())[3].Source.Id.ToString();
        await world.WriteAsync(page, "Nobody was told.", silent: true);
        await world.SyncAsync();
        Assert.DoesNotContain("Nobody was told.", await world.MarkdownAsync(page), StringComparison.Ordinal);

        var report = await world.ReconcileAsync();

        Assert.Equal((ImportKind.Reconcile, ImportStatus.Completed), (report.Import.Kind, report.Import.Status));
        Assert.Contains("Nobody was told.", await world.MarkdownAsync(page), StringComparison.Ordinal);
        Assert.Equal((1, 20), (report.Progress.Imported, report.Progress.Unchanged));
        Assert.True(report.Completeness.IsWhole);
        Reconciles(report);
    }

    [Fact]
    public async Task More_changes_than_Notion_lists_are_found_by_the_walk_that_follows()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString, new() { World = "empty", RowLimit = 10 });
        var root = await world.GenerateAsync(new { kind = "pages", pages = 30, blocks = 1 });
        await world.ImportAsync(root);
        world.Time.Advance(TimeSpan.FromMinutes(30));

        foreach (var document in await world.DocumentsAsync())
        {
            await world.WriteAsync(document.Source.Id.ToString(), "Edited everywhere.");
        }

        var report = await world.SyncAsync();
        Assert.Contains(report.Notes, note => note.Code == "changes_incomplete");

        await world.Queue.SendAsync(new ConnectionSyncMessage(world.Tenant, world.Connection.Id, 0, SyncReason.Scheduled, null, []), TimeSpan.Zero, default);
        await world.PumpAsync();
        Assert.Empty(await Walk.CompareAsync(world, root));
    }

    [Fact]
    public async Task More_edited_rows_than_Notion_lists_are_found_window_by_window()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var rows = await RowsAsync(world);

        foreach (var row in rows)
        {
            await world.EditAsync(row, new { title = "Window by window" });
            world.Time.Advance(TimeSpan.FromSeconds(40));
        }

        var report = await world.SyncAsync();

        Assert.All(await Task.WhenAll(rows.Select(world.DocumentAsync)), document => Assert.Equal("Window by window", document.Title));
        Assert.DoesNotContain(report.Notes, note => note.Message.Contains("one and the same minute than Notion lists", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_rows_edited_in_one_minute_than_Notion_lists_are_said_and_found_by_the_walk_that_follows()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var rows = await RowsAsync(world);
        var late = rows[^1];

        foreach (var row in rows.SkipLast(1))
        {
            await world.EditAsync(row, new { title = "All at once" });
        }

        world.Time.Advance(TimeSpan.FromMinutes(3));
        await world.EditAsync(late, new { title = "A little later" });
        var report = await world.SyncAsync();

        Assert.Contains(report.Notes, note => note.Code == "changes_incomplete" && note.Message.Contains("one and the same minute", StringComparison.Ordinal));
        Assert.Equal("A little later", (await world.DocumentAsync(late)).Title);

        await world.SendAsync(HttpMethod.Patch, "/_emulator/settings", new { rowLimit = 10_000 });
        await world.Queue.SendAsync(new ConnectionSyncMessage(world.Tenant, world.Connection.Id, 0, SyncReason.Scheduled, null, []), TimeSpan.Zero, default);
        await world.PumpAsync();
        Assert.All(await Task.WhenAll(rows.SkipLast(1).Select(world.DocumentAsync)), document => Assert.Equal("All at once", document.Title));
    }

    /// <summary>Imports a database, and has Notion list no more than ten rows or changes from now on.</summary>
    private static async Task<List<string>> RowsAsync(SyncWorld world)
    {
        await world.ImportAsync(await world.GenerateAsync(new { kind = "database", rows = 30, blocks = 0 }));
        world.Time.Advance(TimeSpan.FromMinutes(30));
        await world.SendAsync(HttpMethod.Patch, "/_emulator/settings", new { rowLimit = 10 });

        return [.. (await world.DocumentsAsync()).Where(document => document.Source.Parent.Type == "data_source_id").Select(document => document.Source.Id.ToString())];
    }

    [Fact]
    public async Task A_hint_brings_its_page_at_once_and_one_that_concerns_nobody_does_nothing()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 5, blocks = 1 });
        var foreign = await world.AddPageAsync(null, "Not followed");
        await world.ImportAsync(root);
        await world.WriteAsync(root, "By webhook.");
        var child = await world.AddPageAsync(root, "New by webhook", "Hello.");
        await world.CallsAsync();

        var report = await world.HintAsync((root, SyncHintKind.Page), (child, SyncHintKind.Page), (foreign, SyncHintKind.Page));

        Assert.Contains("By webhook.", await world.MarkdownAsync(root), StringComparison.Ordinal);
        Assert.Contains("Hello.", await world.MarkdownAsync(child), StringComparison.Ordinal);
        Assert.Null(await world.FindAsync(foreign));
        Assert.Equal((2, 1), (report.Progress.Imported, report.Progress.Skipped));
        Assert.Equal(5, await world.CallsAsync());
    }

    [Fact]
    public async Task Hints_that_come_within_seconds_gather_in_one_run_and_later_ones_in_the_next()
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 5, blocks = 1 });
        await world.ImportAsync(root);
        var pages = (await world.DocumentsAsync()).ConvertAll(document => document.Source.Id);

        await Task.WhenAll(pages.Concat(pages).Select(TellAsync));
        await world.PumpAsync();
        await TellAsync(pages[0]);
        await world.PumpAsync();

        var (runs, _) = await world.Get<ImportService>().ListAsync(world.Tenant, syncsOnly: true, null, 10, default);
        Assert.Equal([1, pages.Count], runs.Select(run => run.Progress.Discovered));
        Assert.All(runs, run => Assert.Equal(ImportStatus.Completed, run.Import.Status));

        Task TellAsync(NotionId page)
            => world.Get<SyncWorker>().HandleAsync(
                new(world.Tenant, world.Connection.Id, world.Connection.Generation, SyncReason.Webhook, null, [new(page, SyncHintKind.Page)]), default);
    }

    private static void Reconciles(ImportReport report)
        => Assert.Equal(report.Progress.Discovered, report.Progress.Imported + report.Progress.Unchanged + report.Progress.Skipped + report.Progress.Failed);
}
