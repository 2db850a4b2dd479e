using Azure.Data.Tables;
using NotionSync.Emulator;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Notion;

namespace NotionSync.Tests.Throttling;

public sealed class TableRequestThrottleTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private static readonly ThrottleKeys A = new("a");

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

        Assert.Equal(TimeSpan.Zero, await one.TakeAsync(A, "users/me", default));
        await one.PauseAsync("a", TimeSpan.FromMinutes(5), default);

        Assert.InRange(await one.TakeAsync(A, "users/me", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.InRange(await other.TakeAsync(A, "users/me", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.Zero, await other.TakeAsync(new("b"), "users/me", default));
    }

    [Fact]
    public async Task A_shorter_pause_does_not_shorten_a_longer_one()
    {
        var table = await CreateTableAsync();
        await Throttle(table, 180, 60).PauseAsync("a", TimeSpan.FromMinutes(5), default);
        await Throttle(table, 180, 60).PauseAsync("a", TimeSpan.FromSeconds(1), default);

        Assert.InRange(await Throttle(table, 180, 60).TakeAsync(A, "users/me", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
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
        Assert.InRange(await right.TakeAsync(A, "users/me", default), TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_row_that_is_removed_with_its_connection_is_made_anew()
    {
        var table = await CreateTableAsync();
        var throttle = Throttle(table, 2, 600);
        await TakeAllAsync(throttle, 2);
        await table.DeleteEntityAsync("a", ThrottleRow.RowKey);

        Assert.NotEqual(TimeSpan.Zero, await throttle.TakeAsync(A, "users/me", default));
        Assert.Equal(TimeSpan.Zero, await Throttle(table, 2, 600).TakeAsync(A, "users/me", default));
    }

    [Fact]
    public async Task A_limit_of_the_workspace_stops_all_its_connections_and_no_other()
    {
        var table = await CreateTableAsync();
        var one = Throttle(table, 180, 60);
        var other = Throttle(table, 180, 60);
        var keys = new ThrottleKeys("a") { Workspace = "workspace:1" };

        await one.PauseAsync(keys, new(ThrottleScope.Workspace, "search", TimeSpan.FromMinutes(5)), default);

        Assert.NotEqual(TimeSpan.Zero, await one.TakeAsync(keys, "users/me", default));
        Assert.InRange(await other.TakeAsync(new("b") { Workspace = "workspace:1" }, "users/me", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.Equal(TimeSpan.Zero, await other.TakeAsync(new("c") { Workspace = "workspace:2" }, "users/me", default));

        // Where it is not known, the connection alone is stopped.
        await one.PauseAsync(new ThrottleKeys("d"), new(ThrottleScope.Workspace, "search", TimeSpan.FromMinutes(5)), default);
        Assert.NotEqual(TimeSpan.Zero, await other.TakeAsync(new("d"), "users/me", default));
    }

    [Fact]
    public async Task A_limit_of_an_endpoint_stops_only_its_calls()
    {
        var table = await CreateTableAsync();
        var one = Throttle(table, 180, 60);
        var other = Throttle(table, 180, 60);

        await one.PauseAsync(A, new(ThrottleScope.Endpoint, "search", TimeSpan.FromMinutes(5)), default);

        Assert.Equal(TimeSpan.Zero, await other.TakeAsync(A, "users/me", default));
        Assert.InRange(await one.TakeAsync(A, "search", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.InRange(await other.TakeAsync(A, "search", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Connections_of_one_broker_share_its_window_and_a_slot_that_it_refuses_is_not_lost()
    {
        var table = await CreateTableAsync();
        var throttle = Throttle(table, 10, 600);
        var keys = Enumerable.Range(0, 4).Select(index => new ThrottleKeys($"c{index}") { Broker = "nango:host", BrokerLimit = 12 }).ToArray();
        var taken = 0;

        for (var round = 0; round < 40; round++)
        {
            if (await throttle.TakeAsync(keys[round % 4], "users/me", default) == TimeSpan.Zero)
            {
                throttle.Release(keys[round % 4], TimeSpan.Zero);
                taken++;
            }
        }

        Assert.Equal(12, taken);
        Assert.Equal(7, await TakeAllAsync(throttle, 100, new("c0")));
    }

    [Fact]
    public async Task Calls_for_the_broker_itself_count_in_its_window_and_in_no_other()
    {
        var table = await CreateTableAsync();
        var throttle = Throttle(table, 10, 600);
        var own = new ThrottleKeys(Connection: null) { Broker = "nango:host", BrokerLimit = 12 };
        var proxied = new ThrottleKeys("a") { Broker = "nango:host", BrokerLimit = 12 };

        Assert.Equal(8, await TakeAllAsync(throttle, 8, own));
        Assert.Equal(4, await TakeAllAsync(throttle, 8, proxied));
        Assert.Equal(0, await TakeAllAsync(throttle, 1, own));
        Assert.Equal(6, await TakeAllAsync(throttle, 100, new("a")));
    }

    [Fact]
    public async Task A_pause_of_the_broker_that_comes_before_its_first_call_changes_nothing_about_its_limit()
    {
        var table = await CreateTableAsync();
        var throttle = Throttle(table, 5, 600);
        var keys = new ThrottleKeys("a") { Broker = "nango:host", BrokerLimit = 100 };

        await throttle.PauseAsync("nango:host", TimeSpan.FromMinutes(5), default);
        Assert.InRange(await throttle.TakeAsync(keys, "users/me", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        Assert.InRange(await Throttle(table, 5, 600).TakeAsync(keys, "users/me", default), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_connection_that_was_ended()
    {
        var table = await CreateTableAsync();
        var throttle = Throttle(table, 10, 600);
        await TakeAllAsync(throttle, 3);

        await throttle.ForgetAsync("a", default);
        await throttle.ForgetAsync("a", default);

        Assert.Empty(table.Query<TableEntity>());
    }

    private static TableRequestThrottle Throttle(TableClient table, int limit, double windowSeconds, TimeSpan skew = default)
        => new(table, new() { RequestsPerMinute = limit, WindowSeconds = windowSeconds }, new SkewedTime(skew));

    private static async Task<int> TakeAllAsync(TableRequestThrottle throttle, int count, ThrottleKeys? keys = null)
    {
        for (var taken = 0; taken < count; taken++)
        {
            if (await throttle.TakeAsync(keys ?? A, "users/me", default) > TimeSpan.Zero)
            {
                return taken;
            }

            throttle.Release(keys ?? A, TimeSpan.Zero);
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
