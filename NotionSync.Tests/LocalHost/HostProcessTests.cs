using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Queues;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

/// <summary>The host as a process: how it starts, fails to start, is killed and ends.</summary>
public sealed class HostProcessTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly string _name = SharedAzurite.UniqueName("process");

    [Fact]
    public async Task A_message_of_a_killed_process_comes_again_when_its_lease_has_run_out()
    {
        var queue = await SendAsync(SampleFunctions.Endless);

        var settings = Settings(("LocalHost__MessageLeaseSeconds", "2"));

        await using (var first = await StartAsync(settings))
        {
            await first.WaitForLineAsync("began endless 1");
            await first.KillAsync();
        }

        await using var second = await StartAsync(settings);
        await second.WaitForLineAsync("ended endless ");
        await queue.WaitForCountAsync(0);
    }

    [Fact]
    public async Task SIGTERM_lets_a_running_function_finish_and_ends_with_0()
    {
        var queue = await SendAsync(SampleFunctions.Brief);
        await using var host = await StartAsync(Settings());
        await host.WaitForLineAsync("began brief 1");

        Assert.Equal(0, await host.StopAsync());

        Assert.Contains("ended brief 1", host.Output, StringComparison.Ordinal);
        await queue.WaitForCountAsync(0);
    }

    [Fact]
    public async Task A_ready_host_says_so_in_one_line()
    {
        await TestQueues.CreateAsync(azurite.ConnectionString, _name);
        await using var host = await StartAsync(Settings());

        Assert.Equal(0, await host.StopAsync());

        Assert.Single(host.Output.Split('\n'), (line) => line.StartsWith("listening on http://127.0.0.1:", StringComparison.Ordinal));
        Assert.NotEqual(0, host.Address.Port);
    }

    [Fact]
    public async Task A_taken_port_ends_the_host_with_a_message_and_before_it_takes_a_message()
    {
        var queue = await SendAsync(SampleFunctions.Brief);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

        await using var host = ChildProcess.Start(SampleHost.Project, Settings(("LOCALHOST_URL", url)));

        Assert.Equal(1, await host.WaitForExitAsync());
        Assert.Equal(
            $"The address {url} is taken by another program. End that, or set LOCALHOST_URL to another address.",
            host.Output.Trim());
        Assert.Equal(0, (await queue.PeekMessageAsync()).Value.DequeueCount);
    }

    [Fact]
    public async Task Storage_that_does_not_answer_ends_the_host_with_a_message()
    {
        // Nobody is there.
        var port = FreePort.Find();
        var connection = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:{port}/a;QueueEndpoint=http://127.0.0.1:{port}/a;";

        await using var host = ChildProcess.Start(SampleHost.Project, Settings(("AzureWebJobsStorage", connection)));

        Assert.Equal(1, await host.WaitForExitAsync());
        Assert.StartsWith($"The storage at http://127.0.0.1:{port}/a cannot be used: Connection refused", host.Output, StringComparison.Ordinal);
        Assert.Contains("AzureWebJobsStorage", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_storage_is_prepared_a_static_function_answers_and_the_others_wait()
    {
        // A storage that takes connections and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (storage, port) = (((IPEndPoint)silent.LocalEndpoint).Port, FreePort.Find());
        var connection = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;BlobEndpoint=http://127.0.0.1:{storage}/a;QueueEndpoint=http://127.0.0.1:{storage}/a;";

        await using var host = ChildProcess.Start(SampleHost.Project, Settings(("AzureWebJobsStorage", connection), ("LOCALHOST_URL", $"http://127.0.0.1:{port}")));
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}/") };

        while (!await AnswersAsync(http, "Alive"))
        {
            Assert.False(host.HasExited, host.Output);
            await Task.Delay(20);
        }

        var waiting = AnswersAsync(http, "Clock");
        Assert.True(await AnswersAsync(http, "Alive"));
        Assert.False(waiting.IsCompleted);
        Assert.DoesNotContain("listening on", host.Output, StringComparison.Ordinal);

        await host.KillAsync();
        Assert.False(await waiting);
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string function)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(function, UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Task<ChildProcess> StartAsync(Dictionary<string, string> settings) => ChildProcess.StartAsync(SampleHost.Project, settings);

    private async Task<QueueClient> SendAsync(string message)
    {
        var queue = await TestQueues.CreateAsync(azurite.ConnectionString, _name);
        await queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(message)));
        return queue;
    }

    private Dictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>
        {
            ["LOCALHOST_URL"] = "http://127.0.0.1:0",
            ["AzureWebJobsStorage"] = azurite.ConnectionString,
            ["Queue"] = _name,
        };

        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }
}
