using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Syncing;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

/// <summary>What makes a document say that its page is missing, and what does not.</summary>
public sealed class DeletionTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private SyncWorld _world = null!;
    private string _root = string.Empty;
    private string _page = string.Empty;

    public async Task InitializeAsync()
    {
        _world = await SyncWorld.StartAsync(azurite.ConnectionString);
        _root = await _world.GenerateAsync(new { kind = "pages", pages = 0, blocks = 0 });
        _page = await _world.AddPageAsync(_root, "Comes and goes", "Here I am.");
        await _world.AddPageAsync(_root, "Stays", "Here I stay.");
        _world.Time.Advance(TimeSpan.FromMinutes(10));
        await _world.ImportAsync(_root);
        _world.Time.Advance(TimeSpan.FromMinutes(10));
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_page_in_the_trash_is_missing_until_it_is_restored()
    {
        await _world.EditAsync(_page, new { trashed = true });
        await _world.SyncAsync();
        var missing = await _world.DocumentAsync(_page);

        Assert.Equal((DocumentStatus.MissingInSource, AbsenceReason.InTrash), (missing.Status, missing.Absence!.Reason));
        Assert.InRange(missing.Absence.Since, _world.Time.GetUtcNow() - TimeSpan.FromMinutes(2), _world.Time.GetUtcNow());
        Assert.Contains("Here I am.", await _world.MarkdownAsync(_page), StringComparison.Ordinal);

        // Said once, and not again at each sync.
        var etag = missing.ETag;
        await _world.SyncAsync();
        Assert.Equal(etag, (await _world.DocumentAsync(_page)).ETag);

        await _world.EditAsync(_page, new { trashed = false, silent = true });
        await _world.SyncAsync();
        var back = await _world.DocumentAsync(_page);

        Assert.Equal((DocumentStatus.Current, null, missing.Version), (back.Status, back.Absence, back.Version));
    }

    [Fact]
    public async Task A_page_that_Notion_does_not_know_is_missing_after_two_healthy_runs_and_comes_back_with_it()
    {
        await _world.EditAsync(_page, new { shared = false });
        await _world.HintAsync((_page, SyncHintKind.Deleted));
        Assert.Equal(DocumentStatus.Current, (await _world.DocumentAsync(_page)).Status);

        // Said twice in one run, or by a run in which Notion was out of order, is not said twice.
        await _world.FaultAsync(new { path = "^/v1/search", count = 1, status = 503 });
        await _world.SyncAsync();
        Assert.Equal(DocumentStatus.Current, (await _world.DocumentAsync(_page)).Status);

        await _world.SyncAsync();
        Assert.Equal(AbsenceReason.NotFound, (await _world.DocumentAsync(_page)).Absence?.Reason);

        await _world.EditAsync(_page, new { shared = true });
        await _world.SyncAsync();
        Assert.Equal((DocumentStatus.Current, null), ((await _world.DocumentAsync(_page)).Status, (await _world.DocumentAsync(_page)).Absence));
    }

    [Fact]
    public async Task Silence_is_no_sign_that_a_page_is_gone()
    {
        await _world.EditAsync(_page, new { shared = false, silent = true });
        await _world.SyncAsync();
        await _world.SyncAsync();
        await _world.SyncAsync();
        Assert.Equal(DocumentStatus.Current, (await _world.DocumentAsync(_page)).Status);

        // The walk over everything asks for what it did not meet.
        await _world.ReconcileAsync();
        Assert.Equal(DocumentStatus.Current, (await _world.DocumentAsync(_page)).Status);
        await _world.ReconcileAsync();
        Assert.Equal(AbsenceReason.NotFound, (await _world.DocumentAsync(_page)).Absence?.Reason);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task A_run_that_saw_a_server_error_proves_nothing(int status)
    {
        await _world.EditAsync(_page, new { trashed = true });
        await _world.FaultAsync(new { path = "^/v1/search", count = 1, status });

        var report = await _world.SyncAsync();
        Assert.Equal(ImportStatus.Completed, report.Import.Status);
        Assert.True(report.Progress.Calls is { ServerErrors: 1, Retries: 1 }, $"{report.Progress.Calls}");
        Assert.Equal(DocumentStatus.Current, (await _world.DocumentAsync(_page)).Status);

        await _world.SyncAsync();
        Assert.Equal(DocumentStatus.MissingInSource, (await _world.DocumentAsync(_page)).Status);
    }

    [Fact]
    public async Task A_run_that_was_refused_proves_nothing()
    {
        await _world.EditAsync(_page, new { trashed = true });
        await _world.FaultAsync(new { path = "^/v1/search", after = 1, status = 401, code = "unauthorized" });

        var report = await _world.SyncAsync();

        Assert.Equal((ImportStatus.Failed, "needs_reauthorization"), (report.Import.Status, report.Import.ErrorCode));
        Assert.Equal(ConnectionStatus.NeedsReauthorization, (await _world.FindConnectionAsync()).Status);
        Assert.Equal(DocumentStatus.Current, (await _world.DocumentAsync(_page)).Status);
    }

    [Fact]
    public async Task A_run_that_was_cancelled_is_none_of_the_two_that_it_takes()
    {
        await _world.EditAsync(_page, new { shared = false, silent = true });
        var (worker, page) = (_world.Get<ImportWorker>(), SyncWorld.Id(_page));
        var items = new[] { _page, _root }.Select(id => new ImportRequestItem(SyncWorld.Id(id), ImportItemKind.Page, IncludeSubpages: false, ImportAs.Auto)).ToList();
        var run = await _world.Get<SyncRuns>().StartAsync(await _world.FindConnectionAsync(), ImportKind.Sync, SyncReason.Webhook, items, default);

        // It begins, finds that the page is gone, and is cancelled before it comes to the other one.
        var begin = new ImportMessage(run.TenantId, run.ConnectionId, run.Generation, run.Id, Lane: 0, Item: null);
        await worker.HandleAsync(begin, isRepeat: false, default);
        await worker.HandleAsync(begin with { Lane = page.Value.ToByteArray()[^1] & 15, Item = page }, isRepeat: false, default);
        await _world.Get<ImportService>().CancelAsync(_world.Tenant, run.Id, default);
        Assert.NotNull(await _world.Get<ISyncStore>().FindNoteAsync(_world.Tenant, _world.Connection.Id, SyncNoteKind.Suspect, page, default));

        await _world.SyncAsync();
        Assert.Equal(DocumentStatus.Current, (await _world.DocumentAsync(_page)).Status);

        await _world.SyncAsync();
        Assert.Equal(AbsenceReason.NotFound, (await _world.DocumentAsync(_page)).Absence?.Reason);
    }

    [Fact]
    public async Task A_root_that_comes_empty_makes_nothing_missing()
    {
        const string Nothing = """{"object":"list","results":[],"next_cursor":null,"has_more":false}""";
        await _world.FaultAsync(new { path = $"^/v1/blocks/{_root}/children", status = 200, body = Nothing });
        await _world.FaultAsync(new { path = $"^/v1/pages/(?!{_root})", status = 404, code = "object_not_found" });

        await _world.ReconcileAsync();
        await _world.ReconcileAsync();
        await _world.ReconcileAsync();

        Assert.All(await _world.DocumentsAsync(), document => Assert.Equal(DocumentStatus.Current, document.Status));
    }

    [Fact]
    public async Task A_document_that_somebody_deleted_is_not_brought_back_by_a_sync()
    {
        await _world.Get<DocumentLibrary>().RemoveAsync(_world.Tenant, (await _world.DocumentAsync(_page)).Id, "tester", default);
        await _world.WriteAsync(_page, "Edited all the same.");

        await _world.SyncAsync();
        await _world.ReconcileAsync();
        Assert.Null(await _world.FindAsync(_page));

        await _world.ImportAsync(_page);
        Assert.NotNull(await _world.FindAsync(_page));
    }
}
