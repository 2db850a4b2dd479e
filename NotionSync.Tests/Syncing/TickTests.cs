using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Syncing;

public sealed class TickTests
{
    [Fact]
    public async Task A_tick_costs_what_is_due_and_not_what_there_is()
    {
        await using var few = await Azurite.StartAsync(persistent: false);
        await using var many = await Azurite.StartAsync(persistent: false);

        var alone = await TickScenario.RunAsync(few.ConnectionString, connections: 200, due: 200);
        var among = await TickScenario.RunAsync(many.ConnectionString, connections: 1000, due: 200);

        Assert.Equal((200, 200), (alone.Sent, among.Sent));
        Assert.Equal(alone.Requests, among.Requests);

        // One request for each shard, and one to take each connection.
        Assert.Equal(4 + 200, among.Requests);
    }

    [Fact]
    public async Task Ticks_at_the_same_time_ask_for_each_sync_once()
    {
        await using var storage = await Azurite.StartAsync(persistent: false);

        Assert.Equal(60, (await TickScenario.RunAsync(storage.ConnectionString, connections: 100, due: 60, ticks: 3)).Sent);
    }
}
