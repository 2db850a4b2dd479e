using Azure.Data.Tables;
using NotionSync.Importing;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Storage;

public sealed class TableImportStoreTests
{
    private readonly string _import = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Items_are_counted_once_however_often_they_are_added()
    {
        var store = await StoreAsync();
        var items = Items(100);

        var started = await store.AddItemsAsync(_import, items, default);

        foreach (var lane in started)
        {
            await store.MarkStartedAsync(_import, lane, default);
        }

        var again = await store.AddItemsAsync(_import, [.. items.Skip(50), .. Items(10)], default);

        Assert.Equal(110, (await store.GetProgressAsync(_import, default)).Discovered);
        Assert.Equal(16, started.Count);
        Assert.Empty(again);
    }

    [Fact]
    public async Task A_lane_whose_message_was_perhaps_not_sent_can_be_found()
    {
        var store = await StoreAsync();

        var lane = Assert.Single(await store.AddItemsAsync(_import, [Item(0x10)], default));
        Assert.Empty(await store.AddItemsAsync(_import, [Item(0x20)], default));
        Assert.Equal([lane], await store.ListUnstartedAsync(_import, default));

        await store.MarkStartedAsync(_import, lane, default);
        Assert.Empty(await store.ListUnstartedAsync(_import, default));
    }

    [Fact]
    public async Task Fifty_workers_end_every_item_exactly_once()
    {
        var store = await StoreAsync();
        var items = Items(120);
        await store.AddItemsAsync(_import, items, default);

        var ended = await Task.WhenAll(items.Concat(items).Concat(items).Select(async item =>
        {
            var stored = await store.FindItemAsync(_import, item.Id, default);
            return stored!.State == ImportItemState.Waiting && await store.TryEndItemAsync(_import, stored, Imported(stored), default);
        }));

        var progress = await store.GetProgressAsync(_import, default);
        Assert.Equal(120, ended.Count(isMine => isMine));
        Assert.Equal((120, 120, 120L), (progress.Discovered, progress.Imported, progress.Calls.Made));
    }

    [Fact]
    public async Task A_lane_gives_its_items_one_by_one_and_is_started_anew_when_it_was_idle()
    {
        var store = await StoreAsync();
        var (first, second) = (Item(0x10), Item(0x20));

        var lane = Assert.Single(await store.AddItemsAsync(_import, [first], default));
        Assert.Equal([first.Id], (await store.NextAsync(_import, lane, 4, default)).Select(item => item.Id));

        await EndAsync(store, first);
        Assert.Empty(await store.NextAsync(_import, lane, 4, default));

        Assert.Equal([lane], await store.AddItemsAsync(_import, [second], default));
        Assert.Equal([second.Id], (await store.NextAsync(_import, lane, 4, default)).Select(item => item.Id));
    }

    [Fact]
    public async Task An_item_that_comes_while_a_lane_goes_idle_is_not_forgotten()
    {
        var store = await StoreAsync();

        for (var round = 0; round < 30; round++)
        {
            var item = Item((round << 8) | 0x40);
            var idle = store.NextAsync(_import, 0, 4, default);
            var added = store.AddItemsAsync(_import, [item], default);
            await Task.WhenAll(idle, added);

            // Either the one who became idle was told of it, or the one who added has to start the lane.
            Assert.True((await idle).Any(given => given.Id == item.Id) || (await added).Count == 1);
            await EndAsync(store, item);
            Assert.Empty(await store.NextAsync(_import, 0, 4, default));
        }
    }

    [Fact]
    public async Task All_that_failed_or_was_never_reached_is_listed_however_much_it_is()
    {
        var store = await StoreAsync();
        var items = Enumerable.Range(1, 1100).Select(Item).ToList();
        await store.AddItemsAsync(_import, items, default);
        var (bad, good) = (items[7], items[8]);
        await store.TryEndItemAsync(_import, (await store.FindItemAsync(_import, bad.Id, default))!, ImportOutcome.Failed(bad, default, "not_shared", "It is not shared."), default);
        await EndAsync(store, good);

        var failed = await store.ListFailedAsync(_import, default);

        Assert.Equal(1099, failed.Count);
        Assert.DoesNotContain(failed, item => item.Id == good.Id);
        Assert.Equal(1100, (await store.GetProgressAsync(_import, default)).Discovered);
    }

    [Fact]
    public async Task Failures_and_notes_are_kept_with_the_item()
    {
        var store = await StoreAsync();
        var item = Item(1);
        await store.AddItemsAsync(_import, [item], default);

        var stored = await store.FindItemAsync(_import, item.Id, default);
        await store.TryEndItemAsync(
            _import,
            stored!,
            ImportOutcome.Failed(stored!, new(3, 2), "not_shared", "Not shared.") with { Notes = [new(item.Id, item.Id, "unsupported_block", "A form.")] },
            default);

        Assert.Equal(new(item.Id, item.Title, "not_shared", "Not shared."), Assert.Single(await store.GetFailuresAsync(_import, 10, default)));
        Assert.Equal("unsupported_block", Assert.Single(await store.GetNotesAsync(_import, 10, default)).Code);
        var progress = await store.GetProgressAsync(_import, default);
        Assert.Equal((1, 1, new ImportCalls(3, 2)), (progress.Discovered, progress.Failed, progress.Calls));
        Assert.Equal(KeyValuePair.Create("not_shared", 1), Assert.Single(progress.Reasons));
    }

    [Fact]
    public async Task The_source_of_an_item_comes_back_as_it_was_and_one_that_is_too_big_is_left_out()
    {
        var store = await StoreAsync();
        var small = Item(2) with { Source = "{\"object\":\"page\"}"u8.ToArray() };
        var noise = new byte[200_000];
        Random.Shared.NextBytes(noise);
        var big = Item(3) with { Source = noise };

        await store.AddItemsAsync(_import, [small, big], default);

        Assert.Equal(small.Source.ToArray(), (await store.FindItemAsync(_import, small.Id, default))!.Source.ToArray());
        Assert.True((await store.FindItemAsync(_import, big.Id, default))!.Source.IsEmpty);
    }

    private static async Task<TableImportStore> StoreAsync()
    {
        var azurite = await Azurite.SharedAsync();
        var tables = new TableServiceClient(azurite.ConnectionString);
        await tables.GetTableClient(StorageNames.ImportItemsTable).CreateIfNotExistsAsync();
        return new(tables);
    }

    private async Task EndAsync(TableImportStore store, ImportItem item)
    {
        var stored = await store.FindItemAsync(_import, item.Id, default);
        Assert.True(await store.TryEndItemAsync(_import, stored!, Imported(stored!), default));
    }

    private static ImportOutcome Imported(ImportItem item) => new(ImportItemState.Imported, item.Title, new(1, 1), [], []);

    private static List<ImportItem> Items(int count) => [.. Enumerable.Range(0, count).Select(Item)];

    // The last digits of an id name its lane.
    private static ImportItem Item(int number)
        => new() { Id = new(Guid.Parse($"{Guid.NewGuid().ToString("D")[..24]}{number:x12}")), Kind = ImportItemKind.Page, Title = $"Page {number}" };
}
