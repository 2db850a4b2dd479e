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

    private TableTimetable _timetable = null!;

    public async Task InitializeAsync()
    {
        var tables = new TableServiceClient((await Azurite.SharedAsync()).ConnectionString);
        await tables.GetTableClient(StorageNames.SyncScheduleTable).CreateIfNotExistsAsync();
        _timetable = new(tables);
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
