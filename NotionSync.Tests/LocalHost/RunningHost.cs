using System.Threading.Channels;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.LocalHost;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

/// <summary>The host with some function classes, in this process, with a host id and a queue that no other test has.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly TemporaryFolder _root;
    private readonly WebApplication _app;

    private RunningHost(TemporaryFolder root, WebApplication app)
    {
        _root = root;
        _app = app;
        Http = new() { BaseAddress = new(FunctionsHost.Address(app)) };
    }

    public HttpClient Http { get; }

    /// <param name="hostJson">The whole of host.json.</param>
    /// <param name="calls">What the functions report to.</param>
    /// <param name="settings">Further settings, as <c>Name=value</c>; <c>%Queue%</c> is the queue.</param>
    public static async Task<RunningHost> StartAsync(
        string connectionString,
        string queue,
        string hostJson,
        Calls calls,
        IEnumerable<Type> functions,
        params string[] settings)
    {
        var root = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(root.Path, "host.json"), hostJson);

        string[] args =
        [
            "--LOCALHOST_URL=http://127.0.0.1:0",
            $"--AzureWebJobsScriptRoot={root.Path}",
            $"--AzureWebJobsStorage={connectionString}",
            $"--AzureFunctionsWebHost:hostId={queue}",
            $"--Queue={queue}",
            .. settings.Select((setting) => $"--{setting}"),
        ];

        var app = FunctionsHost.Build(functions, (builder) => builder.Services.AddSingleton(calls), args);
        await FunctionsHost.StartAsync(app);
        return new(root, app);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _root.Dispose();
    }
}

/// <summary>What functions under test report, in order.</summary>
internal sealed class Calls
{
    // Only a test that fails waits this long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Channel<string> _channel = Channel.CreateUnbounded<string>();

    /// <summary>Functions that wait for a test wait for this.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count => _channel.Reader.Count;

    public void Add(string call) => _channel.Writer.TryWrite(call);

    public async Task<string> NextAsync() => await _channel.Reader.ReadAsync().AsTask().WaitAsync(Patience);
}

internal static class TestQueues
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>A queue that is there, without an encoding of messages.</summary>
    public static async Task<QueueClient> CreateAsync(string connectionString, string name)
    {
        var queue = new QueueClient(connectionString, name);
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    /// <summary>Waits until the queue holds this many messages, hidden ones included.</summary>
    public static async Task WaitForCountAsync(this QueueClient queue, int count)
    {
        using var patience = new CancellationTokenSource(Patience);

        while ((await queue.GetPropertiesAsync(patience.Token)).Value.ApproximateMessagesCount != count)
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Waits until the queue is there with a message in it.</summary>
    public static async Task WaitUntilItExistsAsync(this QueueClient queue)
    {
        using var patience = new CancellationTokenSource(Patience);

        while (!await queue.ExistsAsync(patience.Token) || (await queue.PeekMessageAsync(patience.Token)).Value is null)
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
