using Azure.Storage.Queues;

namespace NotionSync.Tests.Infrastructure;

public sealed class AzuriteTests
{
    [Fact]
    public async Task A_persistent_instance_comes_back_at_its_address_with_its_data()
    {
        await using var azurite = await Azurite.StartAsync(persistent: true);
        var address = azurite.ConnectionString;
        var queue = new QueueClient(address, "kept");
        await queue.CreateAsync();
        await queue.SendMessageAsync("still here");

        await azurite.StopAsync();
        await azurite.StartAsync();

        Assert.Equal(address, azurite.ConnectionString);
        Assert.Equal("still here", (await queue.PeekMessageAsync()).Value.MessageText);
    }
}
