using Microsoft.Extensions.DependencyInjection;
using NotionSync.Connections;
using NotionSync.Emulator;
using NotionSync.Importing;
using NotionSync.Importing.Fetching;
using NotionSync.Syncing;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

/// <summary>What becomes of runs whose pages fail, whose messages are lost, and that are asked for at the same time.</summary>
public sealed class RunTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private SyncWorld _world = null!;
    private string _root = string.Empty;

    public async Task InitializeAsync()
    {
        _world = await SyncWorld.StartAsync(azurite.ConnectionString);
        _root = await _world.GenerateAsync(new { kind = "pages", pages = 4, blocks = 1 });
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Failed_pages_are_named_and_a_retry_tries_those_and_no_others()
    {
        var bad = await _world.AddPageAsync(_root, "Bad luck", "At last.");
        await _world.FaultAsync(new { path = $"^/v1/blocks/{bad}/", status = 403, code = "restricted_resource" });

        var report = await _world.ImportAsync(_root);

        Assert.Equal(ImportStatus.CompletedWithErrors, report.Import.Status);
        Assert.Equal((bad, "Bad luck"), (Assert.Single(report.Failures).PageId.ToString(), report.Failures[0].Title));
        var unreachable = Assert.Single(report.Completeness.Unreachable);
        Assert.Equal((6, 5, 1, false), (report.Completeness.Reachable, report.Completeness.Imported, unreachable.Count, report.Completeness.IsWhole));
        Assert.True(report.Progress.BytesStored > 0);

        await _world.EndFaultsAsync();
        var retry = await _world.Get<ImportService>().RetryAsync(_world.Tenant, report.Import.Id, default);
        await _world.PumpAsync();
        var again = await _world.ReportAsync(retry.Id);

        Assert.Equal((ImportStatus.Completed, 1, 1), (again.Import.Status, again.Progress.Discovered, again.Progress.Imported));
        Assert.Equal(report.Import.Id, again.Import.RetryOf);
        Assert.Contains("At last.", await _world.MarkdownAsync(bad), StringComparison.Ordinal);

        var nothing = await Assert.ThrowsAsync<ProblemException>(() => _world.Get<ImportService>().RetryAsync(_world.Tenant, retry.Id, default));
        Assert.Equal("nothing_failed", nothing.Code);
    }

    [Fact]
    public async Task A_page_whose_messages_were_given_up_is_taken_up_by_the_next_sync()
    {
        var bad = await _world.AddPageAsync(_root, "Bad luck", "At last.");
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        _world.Queue.BeforeEach = message => message.Item?.ToString() == bad ? throw new InvalidOperationException("Not this one.") : Task.CompletedTask;

        var report = await _world.ImportAsync(_root);
        Assert.Equal((ImportStatus.CompletedWithErrors, "given_up"), (report.Import.Status, Assert.Single(report.Failures).Code));

        _world.Queue.BeforeEach = null;
        _world.Time.Advance(TimeSpan.FromHours(4));
        var sync = await _world.SyncAsync();

        Assert.Equal((1, ImportStatus.Completed), (sync.Progress.Imported, sync.Import.Status));
        Assert.Empty(await Walk.CompareAsync(_world, _root));
        Assert.Equal(0, (await _world.SyncAsync()).Progress.Discovered);
    }

    [Theory]
    [InlineData("shared", false, "not_shared", 2)]
    [InlineData("trashed", true, null, 1)]
    public async Task A_page_that_was_given_up_and_is_gone_then_is_not_tried_for_ever(string what, bool value, string? reason, int runs)
    {
        var bad = await _world.AddPageAsync(_root, "Bad luck", "Never.");
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        _world.Queue.BeforeEach = message => message.Item?.ToString() == bad ? throw new InvalidOperationException("Not this one.") : Task.CompletedTask;
        await _world.ImportAsync(_root);
        _world.Queue.BeforeEach = null;
        await _world.EditAsync(bad, new System.Text.Json.Nodes.JsonObject { [what] = value });
        _world.Time.Advance(TimeSpan.FromHours(4));

        await EndsUnreachableAsync(reason, runs);
    }

    [Fact]
    public async Task A_page_that_was_given_up_and_is_refused_then_fails_no_run_and_is_left_to_the_walk_over_everything()
    {
        var bad = await _world.AddPageAsync(_root, "Bad luck", "At last.");
        _world.Time.Advance(TimeSpan.FromMinutes(30));
        _world.Queue.BeforeEach = message => message.Item?.ToString() == bad ? throw new InvalidOperationException("Not this one.") : Task.CompletedTask;
        await _world.ImportAsync(_root);
        _world.Queue.BeforeEach = null;
        await _world.FaultAsync(new { path = $"^/v1/blocks/{bad}/", status = 403, code = "restricted_resource" });
        _world.Time.Advance(TimeSpan.FromHours(4));

        await EndsUnreachableAsync("refused_by_notion", runs: 2);

        await _world.EndFaultsAsync();
        await _world.ReconcileAsync();
        Assert.Contains("At last.", await _world.MarkdownAsync(bad), StringComparison.Ordinal);
    }

    private async Task EndsUnreachableAsync(string? reason, int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            var sync = await _world.SyncAsync();
            Assert.Equal((ImportStatus.Completed, 1, 1), (sync.Import.Status, sync.Progress.Discovered, sync.Progress.Skipped));
            Assert.Equal(reason is null ? [] : [reason], sync.Completeness.Unreachable.Select(unreachable => unreachable.Code));
        }

        Assert.Equal(0, (await _world.SyncAsync()).Progress.Discovered);
    }

    [Fact]
    public async Task What_was_edited_while_Notion_refused_a_connection_is_synced_as_soon_as_it_is_authorised_again()
    {
        await _world.ImportAsync(_root);
        await _world.Get<ConnectionService>().MarkNeedsReauthorizationAsync(await _world.FindConnectionAsync(), default);
        await _world.WriteAsync(_root, "Meanwhile.");
        _world.Time.Advance(TimeSpan.FromMinutes(30));

        await _world.Get<TokenConnector>().ReplaceAsync(_world.Tenant, "tester", _world.Connection.Id, EmulatorOptions.SampleToken, default);
        await _world.PumpAsync();

        var (runs, _) = await _world.Get<ImportService>().ListAsync(_world.Tenant, syncsOnly: true, null, 10, default);
        Assert.Equal((SyncReason.Connected, ImportStatus.Completed), (Assert.Single(runs).Import.Reason, runs[0].Import.Status));
        Assert.Contains("Meanwhile.", await _world.MarkdownAsync(_root), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_first_message_was_lost_is_begun_later()
    {
        var import = await StartAsync();
        _world.Queue.Clear();
        _world.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.True(await _world.Get<RunWatch>().LookAfterAsync(_world.Tenant, import.Id, default));
        await _world.PumpAsync();

        Assert.Equal(ImportStatus.Completed, (await _world.ReportAsync(import.Id)).Import.Status);
        Assert.False(await _world.Get<RunWatch>().LookAfterAsync(_world.Tenant, import.Id, default));
    }

    [Fact]
    public async Task A_run_that_stands_still_goes_on_and_one_that_is_done_says_so()
    {
        var import = await StartAsync();
        var seen = 0;
        _world.Queue.BeforeEach = _ => Interlocked.Increment(ref seen) > 3 ? Task.FromException(new OperationCanceledException()) : Task.CompletedTask;
        await _world.PumpAsync();
        _world.Queue.Clear();
        _world.Queue.BeforeEach = null;
        _world.Time.Advance(TimeSpan.FromMinutes(5));

        await _world.Get<RunWatch>().LookAfterAsync(_world.Tenant, import.Id, default);
        await _world.PumpAsync();
        var report = await _world.ReportAsync(import.Id);
        Assert.True(report.Import.Status is ImportStatus.Completed or ImportStatus.CompletedWithErrors, $"{report.Import.Status}");

        // All done, but whoever did the last of it was cut off before saying so.
        var store = _world.Get<IImportStore>();
        await store.TryUpdateAsync(report.Import with { Status = ImportStatus.Running, FinishedAt = null }, default);
        await _world.Get<RunWatch>().LookAfterAsync(_world.Tenant, import.Id, default);
        Assert.True((await store.FindAsync(_world.Tenant, import.Id, default))!.IsOver);
    }

    [Fact]
    public async Task However_many_watch_a_run_that_stands_still_its_messages_are_sent_once_in_a_while()
    {
        var import = await StartAsync();
        LoseAll(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await WatchAsync(import));

        // It begins, and the message of its one item is lost, twice.
        await _world.Get<ImportWorker>().HandleAsync(new(import.TenantId, import.ConnectionId, import.Generation, import.Id, Lane: 0, Item: null), isRepeat: false, default);
        LoseAll(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await WatchAsync(import));
        LoseAll(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await WatchAsync(import));

        await _world.PumpAsync();
        Assert.Equal(ImportStatus.Completed, (await _world.ReportAsync(import.Id)).Import.Status);
    }

    [Fact]
    public async Task However_many_watch_a_page_that_stands_still_its_parts_are_sent_once_in_a_while()
    {
        var parts = new CountedParts();
        await using var world = await SyncWorld.StartAsync(
            azurite.ConnectionString,
            configure: services => services.AddSingleton<IBlockFetchSender>(parts).Configure<ImportOptions>(options => options.CallsPerInvocation = 10));
        var page = (string)(await world.SendAsync(HttpMethod.Post, "/_emulator/pages", new
        {
            title = "Wide",
            blocks = Enumerable.Range(1, 30).Select(number => new { toggle = $"Question {number}", children = new[] { $"Answer {number}" } }),
        }))["id"]!;

        var run = await world.ImportAsync(page);
        Assert.Equal(4, parts.Sent);

        for (var round = 2; round < 4; round++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(3));

            for (var look = 0; look < 5; look++)
            {
                // Whoever looks past the store's own limit, as a second message of the page does.
                await world.Queue.SendAsync(new ImportMessage(world.Tenant, run.Import.ConnectionId, run.Import.Generation, run.Import.Id, 0, SyncWorld.Id(page)), TimeSpan.Zero, default);
                await world.PumpAsync();
            }

            Assert.Equal(4 * round, parts.Sent);
        }
    }

    [Fact]
    public async Task A_run_that_cannot_begin_fails_after_some_rounds_and_can_be_retried()
    {
        var import = await StartAsync();
        _world.Queue.BeforeEach = message => message.Item is null ? throw new InvalidOperationException("Never.") : Task.CompletedTask;
        await _world.PumpAsync();
        var report = await _world.ReportAsync(import.Id);
        Assert.Equal((ImportStatus.Failed, "given_up"), (report.Import.Status, report.Import.ErrorCode));

        _world.Queue.BeforeEach = null;
        var retry = await _world.Get<ImportService>().RetryAsync(_world.Tenant, import.Id, default);
        await _world.PumpAsync();
        Assert.Equal((ImportStatus.Completed, 5), ((await _world.ReportAsync(retry.Id)).Import.Status, (await _world.DocumentsAsync()).Count));
    }

    [Fact]
    public async Task However_many_runs_a_connection_has_its_messages_are_bounded_and_all_runs_end()
    {
        var roots = new List<string>();

        for (var root = 0; root < 9; root++)
        {
            roots.Add(await _world.GenerateAsync(new { kind = "pages", pages = 8, blocks = 1 }));
        }

        var runs = await Task.WhenAll(roots.Select(StartAsync));
        await _world.Get<ImportService>().CancelAsync(_world.Tenant, runs[3].Id, default);
        await _world.PumpAsync();

        Assert.InRange(_world.Queue.MostPages, 1, LaneShares.MostLanes);
        var ends = await Task.WhenAll(runs.Select(async run => (await _world.ReportAsync(run.Id)).Import.Status));
        Assert.Equal((8, 1), (ends.Count(end => end == ImportStatus.Completed), ends.Count(end => end == ImportStatus.Cancelled)));
        Assert.Equal(8 * 9, (await _world.DocumentsAsync()).Count);

        var shares = await _world.Get<ISyncStore>().GetSharesAsync(_world.Tenant, _world.Connection.Id, default);
        Assert.Empty(shares.Held);
        Assert.Empty(shares.Waiting);
    }

    [Fact]
    public async Task Of_syncs_that_are_asked_for_at_once_one_runs_and_one_follows()
    {
        await _world.ImportAsync(_root);
        var syncs = _world.Get<SyncService>();
        var asked = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => (await syncs.SyncNowAsync(_world.Tenant, null, default))[0].Id));

        // Those before may all have come before the run was there at all: then it stands for them.
        await syncs.SyncNowAsync(_world.Tenant, null, default);
        await _world.PumpAsync();

        Assert.Single(asked.Distinct());
        var runs = (await _world.Get<ImportService>().ListAsync(_world.Tenant, syncsOnly: true, null, 10, default)).Items;
        Assert.Equal(2, runs.Count);
        Assert.All(runs, run => Assert.Equal(ImportStatus.Completed, run.Import.Status));
    }

    [Fact]
    public async Task The_run_that_follows_is_one_however_often_the_first_is_ended_and_its_messages_come()
    {
        await _world.ImportAsync(_root);
        var syncs = _world.Get<SyncService>();
        var first = (await syncs.SyncNowAsync(_world.Tenant, null, default))[0];
        await syncs.SyncNowAsync(_world.Tenant, null, default);
        _world.Queue.Clear();

        var imports = _world.Get<IImportStore>();
        first = (await imports.FindAsync(_world.Tenant, first.Id, default))!;
        var over = await imports.TryUpdateAsync(first with { Status = ImportStatus.Completed, FinishedAt = first.StartedAt }, default);
        var ending = _world.Get<ImportEnding>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ending.AfterEndAsync(over!, default)));
        await _world.PumpAsync();
        await ending.AfterEndAsync(over!, default);
        await _world.Queue.SendAsync(new ConnectionSyncMessage(_world.Tenant, _world.Connection.Id, 0, SyncReason.Manual, over!.Id, []), TimeSpan.Zero, default);
        await _world.PumpAsync();

        var runs = (await _world.Get<ImportService>().ListAsync(_world.Tenant, syncsOnly: true, null, 10, default)).Items;
        Assert.Equal([ImportStatus.Completed, ImportStatus.Completed], runs.Select(run => run.Import.Status));
    }

    [Fact]
    public async Task A_cancelled_sync_leaves_the_place_to_the_next_which_misses_nothing()
    {
        await _world.ImportAsync(_root);
        await _world.WriteAsync(_root, "While it was cancelled.");
        var run = (await _world.Get<SyncService>().SyncNowAsync(_world.Tenant, null, default))[0];
        await _world.Get<ImportService>().CancelAsync(_world.Tenant, run.Id, default);
        await _world.PumpAsync();
        Assert.DoesNotContain("While it was cancelled.", await _world.MarkdownAsync(_root), StringComparison.Ordinal);

        Assert.Equal(ImportStatus.Completed, (await _world.SyncAsync()).Import.Status);
        Assert.Empty(await Walk.CompareAsync(_world, _root));
    }

    [Fact]
    public async Task A_sync_that_could_not_begin_is_shown_as_a_failed_run()
    {
        await _world.ImportAsync(_root);
        await _world.Get<SyncWorker>().GiveUpAsync(new(_world.Tenant, _world.Connection.Id, 0, SyncReason.Scheduled, null, []), default);

        var run = (await _world.Get<ImportService>().ListAsync(_world.Tenant, syncsOnly: true, null, 10, default)).Items[0];
        Assert.Equal((ImportStatus.Failed, "given_up"), (run.Import.Status, run.Import.ErrorCode));

        var retry = await _world.Get<ImportService>().RetryAsync(_world.Tenant, run.Import.Id, default);
        await _world.PumpAsync();
        Assert.Equal(ImportStatus.Completed, (await _world.ReportAsync(retry.Id)).Import.Status);
    }

    /// <returns>The messages that come of many who look at the run, at once and one after the other.</returns>
    private async Task<int> WatchAsync(Import import)
    {
        var before = _world.Queue.Sent;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _world.ReportAsync(import.Id)));
        await _world.ReportAsync(import.Id);
        return _world.Queue.Sent - before;
    }

    private void LoseAll(TimeSpan later)
    {
        _world.Queue.Clear();
        _world.Time.Advance(later);
    }

    private Task<Import> StartAsync() => StartAsync(_root);

    private Task<Import> StartAsync(string root)
        => _world.Get<ImportService>().StartAsync(
            _world.Tenant,
            _world.Connection.Id,
            [new(SyncWorld.Id(root), ImportItemKind.Page, IncludeSubpages: true, ImportAs.Auto)],
            NotionSync.Documents.AccessLevel.Internal,
            default);

    private sealed class CountedParts : IBlockFetchSender
    {
        private int _sent;

        public int Sent => Volatile.Read(ref _sent);

        public Task SendAsync(BlockFetchMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            return Task.CompletedTask;
        }
    }
}
