using Azure.Data.Tables;
using NotionSync.Emulator;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Notion;

namespace NotionSync.Tests.Throttling;

public sealed class TableRequestThrottleTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly string _tableName = SharedAzurite.UniqueName("throttle");

    [Fact]
    public async Task Four_workers_that_want_more_than_they_may_never_meet_the_limit_of_Notion()
    {
        await using var emulator = await EmulatorServer.StartAsync(new() { RequestsPerMinute = 60, WindowSeconds = 2 }, default);
        var table = await CreateTableAsync();
        var hosts = Enumerable.Range(0, 4).Select(_ => new NotionClientHost(emulator.BaseAddress, Throttle(table, 60, 2))).ToArray();

        // The worker in the middle is replaced within a window, as when its process restarts.
        var calls = await Task.WhenAll(hosts.SelectMany(host => Enumerable.Range(0, 4).Select(_ => CallAsync(host.Client, 15))));
        await using var restarted = new NotionClientHost(emulator.BaseAddress, Throttle(table, 60, 2));
        var more = await CallAsync(restarted.Client, 30);

        Assert.Equal(270, calls.Sum() + more);
        Assert.All([.. hosts, restarted], host => Assert.Equal(0, host.Client.Retries));

        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_pause_of_one_worker_holds_for_all_of_its_connection_and_for_no_other()
    {
        var table = await CreateTableAsync();
        var one = Throttle(table, 180, 60);
        var other = Throttle(table, 180, 60);

        Assert.Equal(TimeSpan.Zero, await one.TakeAsync("a", default));
        await one.PauseAsync("a", TimeSpan.FromMinutes(5), default);

        Assert.InRange(await one.TakeAsync("a", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.InRange(await other.TakeAsync("a", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.Zero, await other.TakeAsync("b", default));
    }

    [Fact]
    public async Task A_shorter_pause_does_not_shorten_a_longer_one()
    {
        var table = await CreateTableAsync();
        await Throttle(table, 180, 60).PauseAsync("a", TimeSpan.FromMinutes(5), default);
        await Throttle(table, 180, 60).PauseAsync("a", TimeSpan.FromSeconds(1), default);

        Assert.InRange(await Throttle(table, 180, 60).TakeAsync("a", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_worker_that_starts_in_the_middle_of_a_window_gets_what_is_left_of_it()
    {
        var table = await CreateTableAsync();
        var first = Throttle(table, 10, 600);
        Assert.Equal(7, await TakeAllAsync(first, 7));

        // The first one is gone; what it had reserved counts as used.
        Assert.InRange(await TakeAllAsync(Throttle(table, 10, 600), 20), 1, 3);
    }

    [Fact]
    public async Task A_worker_alone_asks_storage_once_for_several_slots()
    {
        var throttle = Throttle(await CreateTableAsync(), 600, 600);

        Assert.Equal(300, await TakeAllAsync(throttle, 300));
        Assert.InRange(throttle.StorageCalls, 1, 60);
    }

    [Fact]
    public async Task A_clock_that_is_minutes_off_opens_no_second_window()
    {
        var table = await CreateTableAsync();
        var right = Throttle(table, 20, 600);
        var ahead = Throttle(table, 20, 600, TimeSpan.FromMinutes(11));
        var behind = Throttle(table, 20, 600, TimeSpan.FromMinutes(-11));

        var taken = await TakeAllAsync(right, 8) + await TakeAllAsync(ahead, 6) + await TakeAllAsync(behind, 30) + await TakeAllAsync(right, 30) + await TakeAllAsync(ahead, 30);

        Assert.InRange(taken, 14, 20);
        Assert.InRange(await right.TakeAsync("a", default), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_row_that_is_removed_with_its_connection_is_made_anew()
    {
        var table = await CreateTableAsync();
        var throttle = Throttle(table, 2, 600);
        await TakeAllAsync(throttle, 2);
        await table.DeleteEntityAsync("a", TableRequestThrottle.RowKey);

        Assert.NotEqual(TimeSpan.Zero, await throttle.TakeAsync("a", default));
        Assert.Equal(TimeSpan.Zero, await Throttle(table, 2, 600).TakeAsync("a", default));
    }

    private static TableRequestThrottle Throttle(TableClient table, int limit, double windowSeconds, TimeSpan skew = default)
        => new(table, new() { RequestsPerMinute = limit, WindowSeconds = windowSeconds }, new SkewedTime(skew));

    private static async Task<int> TakeAllAsync(TableRequestThrottle throttle, int count)
    {
        for (var taken = 0; taken < count; taken++)
        {
            if (await throttle.TakeAsync("a", default) > TimeSpan.Zero)
            {
                return taken;
            }

            throttle.Release("a", TimeSpan.Zero);
        }

        return count;
    }

    // Comes back after the time that it was told, as a message does that was put back.
    private static async Task<int> CallAsync(NotionClient client, int count)
    {
        for (var made = 0; made < count;)
        {
            try
            {
                await client.GetMeAsync(default);
                made++;
            }
            catch (NotionRateLimitedException exception)
            {
                await Task.Delay(exception.RetryAfter);
            }
        }

        return count;
    }

    private async Task<TableClient> CreateTableAsync()
    {
        var table = new TableServiceClient(azurite.ConnectionString).GetTableClient(_tableName);
        await table.CreateAsync();
        return table;
    }

    private sealed class SkewedTime(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
    }
}
