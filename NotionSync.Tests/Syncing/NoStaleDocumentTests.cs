using NotionSync.Importing;
using NotionSync.Syncing;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

/// <summary>Whatever people did, and however syncs fell among it: once they stop, the next sync leaves nothing stale.</summary>
public sealed class NoStaleDocumentTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task One_sync_after_all_edits_the_library_equals_the_workspace(int seed)
    {
        await using var world = await SyncWorld.StartAsync(azurite.ConnectionString);
        var root = await world.GenerateAsync(new { kind = "pages", pages = 25, blocks = 2, depth = 3 });
        await world.ImportAsync(root);
        var editor = new RandomEditor(world, root, seed);

        for (var round = 0; round < 4; round++)
        {
            // A sync with edits going on, some in the very minute of its readings.
            var run = (await world.Get<SyncService>().SyncNowAsync(world.Tenant, null, default))[0];
            await Task.WhenAll(world.PumpAsync(), editor.EditAsync(8));
            Assert.NotEqual(ImportStatus.Failed, (await world.ReportAsync(run.Id)).Import.Status);
            world.Time.Advance(TimeSpan.FromMinutes(editor.Next(12)));
        }

        world.Time.Advance(TimeSpan.FromHours(4));
        await world.Queue.SendAsync(new ConnectionSyncMessage(world.Tenant, world.Connection.Id, 0, SyncReason.Scheduled, null, []), TimeSpan.Zero, default);
        await world.PumpAsync();

        var wrong = await Walk.CompareAsync(world, root);
        Assert.True(wrong.Count == 0, $"Seed {seed}:\n{string.Join('\n', wrong)}\nafter:\n{string.Join('\n', editor.Done)}");
    }
}
