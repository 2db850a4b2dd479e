using System.Text;
using Azure.Storage.Queues;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

public sealed class QueueFunctionTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private const string Base64 = """{ "extensions": { "queues": { "maxPollingInterval": "00:00:00.200" } } }""";
    private const string Plain = """{ "extensions": { "queues": { "maxPollingInterval": "00:00:00.200", "messageEncoding": "none" } } }""";

    private readonly string _name = SharedAzurite.UniqueName("queue");
    private readonly Calls _calls = new();

    [Fact]
    public async Task A_missing_queue_is_created_and_a_message_is_deleted_when_its_function_succeeds()
    {
        await using var host = await StartAsync(Base64, typeof(TextFunctions));
        var queue = new QueueClient(azurite.ConnectionString, _name);

        await queue.SendMessageAsync(Encode("hello"));

        Assert.Equal("hello", await _calls.NextAsync());
        await queue.WaitForCountAsync(0);
    }

    [Fact]
    public async Task Messages_are_plain_text_where_host_json_says_so()
    {
        await SendAsync("grüezi");
        await using var host = await StartAsync(Plain, typeof(TextFunctions));

        Assert.Equal("grüezi", await _calls.NextAsync());
    }

    [Fact]
    public async Task A_message_binds_as_JSON_with_its_metadata()
    {
        await SendAsync(Encode("""{ "name": "box", "weight": 3 }"""));
        await using var host = await StartAsync(Base64, typeof(ParcelFunctions));

        Assert.Equal("box 3 1 36 True", await _calls.NextAsync());
    }

    [Theory]
    [InlineData(typeof(MessageFunctions))]
    [InlineData(typeof(BinaryFunctions))]
    public async Task A_message_binds_decoded_to_the_types_of_the_SDK(Type functions)
    {
        await SendAsync(Encode("as it is"));
        await using var host = await StartAsync(Base64, functions);

        Assert.Equal("as it is", await _calls.NextAsync());
    }

    [Fact]
    public async Task A_message_that_fails_comes_again_and_then_goes_to_the_poison_queue_as_it_came()
    {
        var queue = await SendAsync(Encode("bad"));
        await using var host = await StartAsync(Base64, [typeof(FailingFunctions)], "AzureFunctionsJobHost:extensions:queues:maxDequeueCount=3");

        Assert.Equal(["bad 1", "bad 2", "bad 3"], [await _calls.NextAsync(), await _calls.NextAsync(), await _calls.NextAsync()]);

        await queue.WaitForCountAsync(0);
        var poison = await new QueueClient(azurite.ConnectionString, $"{_name}-poison").PeekMessageAsync();
        Assert.Equal(Encode("bad"), poison.Value.MessageText);
    }

    [Fact]
    public async Task A_poison_queue_can_have_a_function()
    {
        await SendAsync(Encode("bad"));
        await using var host = await StartAsync(
            Base64,
            [typeof(FailingFunctions), typeof(PoisonFunctions)],
            "AzureFunctionsJobHost:extensions:queues:maxDequeueCount=1");

        Assert.Equal("bad 1", await _calls.NextAsync());
        Assert.Equal("poison bad", await _calls.NextAsync());
    }

    [Fact]
    public async Task A_body_that_cannot_be_decoded_or_bound_is_poison_and_stops_nothing_else()
    {
        var queue = await SendAsync("not base64!", Encode("not JSON"), Encode("""{ "name": "box", "weight": 3 }"""));
        await using var host = await StartAsync(Base64, [typeof(ParcelFunctions)], "AzureFunctionsJobHost:extensions:queues:maxDequeueCount=2");

        Assert.StartsWith("box 3", await _calls.NextAsync(), StringComparison.Ordinal);

        await queue.WaitForCountAsync(0);
        await new QueueClient(azurite.ConnectionString, $"{_name}-poison").WaitForCountAsync(2);
    }

    [Fact]
    public async Task A_message_received_too_often_goes_to_the_poison_queue_without_a_run()
    {
        var queue = await SendAsync(Encode("killer"));

        for (var attempt = 0; attempt < 5; attempt++)
        {
            var message = (await queue.ReceiveMessageAsync(TimeSpan.FromSeconds(30))).Value;
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }

        await using var host = await StartAsync(Base64, typeof(TextFunctions));

        await new QueueClient(azurite.ConnectionString, $"{_name}-poison").WaitUntilItExistsAsync();
        await queue.WaitForCountAsync(0);
        Assert.Equal(0, _calls.Count);
    }

    [Fact]
    public async Task A_lease_is_renewed_while_the_function_runs()
    {
        var queue = await SendAsync(Encode("long"));
        await using var host = await StartAsync(Base64, [typeof(GatedFunctions)], "LocalHost:MessageLeaseSeconds=8");
        Assert.Equal("began long 1", await _calls.NextAsync());
        var until = (await queue.PeekMessageAsync()).Value;

        // Longer than the lease, which is renewed at half its length: without renewal the message would have come a second time.
        await Task.Delay(TimeSpan.FromSeconds(10));
        _calls.Gate.SetResult();

        Assert.Null(until);
        Assert.Equal("ended long", await _calls.NextAsync());
        await queue.WaitForCountAsync(0);
        Assert.Equal(0, _calls.Count);
    }

    [Fact]
    public async Task No_more_messages_run_at_a_time_than_batch_and_threshold_allow()
    {
        await SendAsync([.. Enumerable.Range(0, 10).Select((number) => Encode($"{number}"))]);
        await using var host = await StartAsync(
            Base64,
            [typeof(GatedFunctions)],
            "AzureFunctionsJobHost:extensions:queues:batchSize=2",
            "AzureFunctionsJobHost:extensions:queues:newBatchThreshold=2");

        for (var begun = 0; begun < 4; begun++)
        {
            await _calls.NextAsync();
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _calls.Count);

        _calls.Gate.SetResult();

        for (var rest = 0; rest < 6 + 10; rest++)
        {
            await _calls.NextAsync();
        }
    }

    [Fact]
    public async Task A_function_is_cancelled_at_the_function_timeout_and_its_message_comes_again()
    {
        await SendAsync(Encode("slow"));
        await using var host = await StartAsync("""{ "functionTimeout": "00:00:00.500" }""", typeof(GatedFunctions));

        Assert.Equal("began slow 1", await _calls.NextAsync());
        Assert.Equal("cancelled slow", await _calls.NextAsync());
        Assert.Equal("began slow 2", await _calls.NextAsync());
    }

    [Fact]
    public async Task A_stopping_host_takes_no_more_messages_and_lets_running_functions_finish()
    {
        var queue = await SendAsync(Encode("first"));
        await using var host = await StartAsync(Base64, typeof(GatedFunctions));
        Assert.Equal("began first 1", await _calls.NextAsync());

        var stop = host.StopAsync();
        await queue.SendMessageAsync(Encode("second"));
        _calls.Gate.SetResult();
        await stop;

        Assert.Equal("ended first", await _calls.NextAsync());
        Assert.Equal(0, _calls.Count);

        // Asked for just before the stop, it may have been received all the same, and comes back when nobody takes it.
        await queue.WaitUntilItExistsAsync();
        Assert.Equal(Encode("second"), (await queue.PeekMessageAsync()).Value.MessageText);
    }

    [Fact]
    public async Task A_function_that_does_not_finish_in_time_is_cancelled_and_its_message_is_given_back()
    {
        var queue = await SendAsync(Encode("endless"));
        await using var host = await StartAsync(Base64, [typeof(GatedFunctions)], "LocalHost:DrainSeconds=0.5");
        Assert.Equal("began endless 1", await _calls.NextAsync());

        await host.StopAsync();

        Assert.Equal("cancelled endless", await _calls.NextAsync());
        Assert.Equal(Encode("endless"), (await queue.PeekMessageAsync()).Value.MessageText);
    }

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<QueueClient> SendAsync(params string[] messages)
    {
        var queue = await TestQueues.CreateAsync(azurite.ConnectionString, _name);

        foreach (var message in messages)
        {
            await queue.SendMessageAsync(message);
        }

        return queue;
    }

    private Task<RunningHost> StartAsync(string hostJson, Type functions) => StartAsync(hostJson, [functions]);

    private Task<RunningHost> StartAsync(string hostJson, Type[] functions, params string[] settings)
        => RunningHost.StartAsync(azurite.ConnectionString, _name, hostJson, _calls, functions, settings);
}
