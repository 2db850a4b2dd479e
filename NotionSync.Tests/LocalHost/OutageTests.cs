using System.Text;
using Azure.Storage.Queues;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

public sealed class OutageTests
{
    private readonly Calls _calls = new();

    [Fact]
    public async Task A_storage_outage_ends_nothing_and_what_was_done_meanwhile_is_not_done_again()
    {
        await using var azurite = await Azurite.StartAsync(persistent: true);
        await using var host = await RunningHost.StartAsync(
            azurite.ConnectionString, "outage", "{}", _calls, [typeof(GatedFunctions), typeof(SecondlyFunctions)]);
        var queue = new QueueClient(azurite.ConnectionString, "outage");
        await queue.SendMessageAsync(Encode("before"));
        await NextAsync("began before 1");

        await azurite.StopAsync();
        _calls.Gate.SetResult();
        await NextAsync("ended before");
        await azurite.StartAsync();

        await queue.SendMessageAsync(Encode("after"));
        await NextAsync("ended after");
        await NextAsync("tick");
        await queue.WaitForCountAsync(0);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    // Ticks come between; a message that ran twice must not.
    private async Task NextAsync(string expected)
    {
        while (await _calls.NextAsync() is var call && call != expected)
        {
            Assert.DoesNotContain("before 2", call, StringComparison.Ordinal);
        }
    }
}
