using Azure.Data.Tables;
using NotionSync.Storage;
using NotionSync.Syncing;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

public sealed class TableTimetableTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    // Others may use the same table: each test looks at a tenant of its own.
    private readonly string _tenant = $"a/b~ü{Guid.NewGuid():N}";

    private TableServiceClient _tables = null!;
    private TableTimetable _timetable = null!;

    public async Task InitializeAsync()
    {
        _tables = new((await Azurite.SharedAsync()).ConnectionString);
        await _tables.GetTableClient(StorageNames.SyncScheduleTable).CreateIfNotExistsAsync();
        _timetable = new(_tables);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Entries_fall_due_once_they_are_set_moved_and_removed()
    {
        var entry = new TimetableEntry(TimetableSubject.Connection, _tenant, "c 1", Noon);
        await _timetable.SetAsync(entry, default);
        await _timetable.SetAsync(new(TimetableSubject.Run, _tenant, "c 1", Noon.AddTicks(1)), default);

        Assert.Empty(await DueAsync(Noon.AddTicks(-1)));
        Assert.Equal(entry, Assert.Single(await DueAsync(Noon)));
        Assert.Equal(2, (await DueAsync(Noon.AddHours(1))).Count);

        await _timetable.SetAsync(entry with { DueAt = Noon.AddHours(2) }, default);
        Assert.Equal(TimetableSubject.Run, Assert.Single(await DueAsync(Noon.AddHours(1))).Subject);

        await _timetable.RemoveAsync(TimetableSubject.Connection, entry.TenantId, entry.Id, default);
        await _timetable.RemoveAsync(TimetableSubject.Connection, entry.TenantId, entry.Id, default);
        Assert.Equal(TimetableSubject.Run, Assert.Single(await DueAsync(Noon.AddYears(1))).Subject);
    }

    [Fact]
    public async Task Only_one_of_many_can_take_an_entry()
    {
        var entry = new TimetableEntry(TimetableSubject.Connection, _tenant, "c", Noon);
        await _timetable.SetAsync(entry, default);

        var taken = await Task.WhenAll(Enumerable.Range(1, 8).Select(minutes => _timetable.TryMoveAsync(entry, Noon.AddMinutes(minutes), default)));

        Assert.Equal(1, taken.Count(isMine => isMine));
        Assert.Empty(await DueAsync(Noon));
        Assert.Single(await DueAsync(Noon.AddHours(1)));
        Assert.False(await _timetable.TryMoveAsync(entry, Noon.AddHours(3), default));
    }

    [Fact]
    public async Task Whoever_sets_an_entry_at_the_same_time_as_another_leaves_one_entry()
    {
        await Task.WhenAll(Enumerable.Range(1, 8).Select(minutes => _timetable.SetAsync(new(TimetableSubject.Connection, _tenant, "c", Noon.AddMinutes(minutes)), default)));

        Assert.Single(await DueAsync(Noon.AddHours(1)));
    }

    [Fact]
    public async Task An_entry_that_lost_its_place_in_the_order_can_be_set_and_removed()
    {
        var entry = new TimetableEntry(TimetableSubject.Connection, _tenant, "c", Noon);

        foreach (var act in new Func<CancellationToken, Task>[]
        {
            stop => _timetable.SetAsync(entry with { DueAt = Noon.AddHours(1) }, stop),
            stop => _timetable.RemoveAsync(entry.Subject, entry.TenantId, entry.Id, stop),
        })
        {
            await _timetable.SetAsync(entry, default);
            await LosePlacesAsync();
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            await act(patience.Token);
        }

        Assert.Empty(await DueAsync(Noon.AddYears(1)));
    }

    private async Task LosePlacesAsync()
    {
        var table = _tables.GetTableClient(StorageNames.SyncScheduleTable);

        await foreach (var row in table.QueryAsync<TableEntity>(row => row.GetString("TenantId") == _tenant))
        {
            if (row.RowKey.StartsWith("d-", StringComparison.Ordinal))
            {
                await table.DeleteEntityAsync(row);
            }
        }
    }

    private async Task<List<TimetableEntry>> DueAsync(DateTimeOffset now)
    {
        var due = new List<TimetableEntry>();

        await foreach (var entry in _timetable.ListDueAsync(now, default))
        {
            if (entry.TenantId == _tenant)
            {
                due.Add(entry);
            }
        }

        return due;
    }
}
