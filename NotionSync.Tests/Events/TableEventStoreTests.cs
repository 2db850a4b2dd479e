using Azure.Data.Tables;
using NotionSync.Events;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Events;

public sealed class TableEventStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string _tenant = SharedAzurite.UniqueName("tenant");
    private TableEventStore _store = null!;

    public async Task InitializeAsync()
    {
        var tables = new TableServiceClient(azurite.ConnectionString);
        await tables.CreateTableIfNotExistsAsync(StorageNames.EventsTable);
        _store = new(tables);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_event_is_kept_once_however_often_and_by_how_many_it_is_added()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => _store.TryAddAsync(Delivery("msg_1", Noon.AddSeconds(number)), None)));

        Assert.Equal(1, added.Count(isAdded => isAdded));
        Assert.Single((await _store.ListAsync(_tenant, null, null, 10, None)).Items);
    }

    [Fact]
    public async Task What_is_read_is_what_was_written_and_only_the_newest_state_can_be_changed()
    {
        var delivery = Delivery("msg_1", Noon) with { Attempts = 2, LastAttemptAt = Noon, NextAttemptAt = Noon.AddMinutes(5), LastStatus = 500, LastError = "The receiver answered 500." };
        await _store.TryAddAsync(delivery, None);

        var read = (await _store.FindAsync(_tenant, "msg_1", None))!;
        Assert.Equal(delivery, read with { ETag = null });
        Assert.NotNull(await _store.TryUpdateAsync(read with { State = EventDeliveryState.Delivered }, None));
        Assert.Null(await _store.TryUpdateAsync(read with { State = EventDeliveryState.Dead }, None));
        Assert.Equal(EventDeliveryState.Delivered, (await _store.FindAsync(_tenant, "msg_1", None))!.State);
        Assert.Null(await _store.FindAsync($"{_tenant}2", "msg_1", None));
    }

    [Fact]
    public async Task A_list_has_the_newest_first_by_state_and_in_pages()
    {
        for (var number = 0; number < 7; number++)
        {
            await _store.TryAddAsync(Delivery($"msg_{number}", Noon.AddMinutes(number), number % 2 == 0 ? EventDeliveryState.Dead : EventDeliveryState.Delivered), None);
        }

        Assert.Equal(["msg_6", "msg_5", "msg_4", "msg_3", "msg_2", "msg_1", "msg_0"], await AllAsync(null, 3));
        Assert.Equal(["msg_6", "msg_4", "msg_2", "msg_0"], await AllAsync(EventDeliveryState.Dead, 1));
        Assert.Empty(await AllAsync(EventDeliveryState.Pending, 3));
    }

    [Fact]
    public async Task What_is_old_is_removed_whole_so_that_its_id_is_free()
    {
        await _store.TryAddAsync(Delivery("msg_old", Noon.AddYears(-20)), None);
        await _store.TryAddAsync(Delivery("msg_new", Noon), None);

        Assert.True(await _store.RemoveBeforeAsync(Noon.AddYears(-10), None) >= 1);

        Assert.Equal(["msg_new"], await AllAsync(null, 10));
        Assert.Null(await _store.FindAsync(_tenant, "msg_old", None));
        Assert.True(await _store.TryAddAsync(Delivery("msg_old", Noon), None));
    }

    private EventDelivery Delivery(string id, DateTimeOffset at, EventDeliveryState state = EventDeliveryState.Pending) => new()
    {
        TenantId = _tenant,
        Id = id,
        Type = EventTypes.ImportFinished,
        CreatedAt = at,
        State = state,
        Body = """{"type":"import.finished"}""",
    };

    private async Task<IReadOnlyList<string>> AllAsync(EventDeliveryState? state, int pageSize)
    {
        var ids = new List<string>();
        string? continuation = null;

        do
        {
            var (items, next) = await _store.ListAsync(_tenant, state, continuation, pageSize, None);
            Assert.True(items.Count <= pageSize);
            ids.AddRange(items.Select(item => item.Id));
            continuation = next;
        }
        while (continuation is not null);

        return ids;
    }
}
