using Azure;
using Azure.Storage.Queues;

namespace NotionSync.Tests.Simulation;

/// <summary>Makes the trouble of one kind until it is told to end.</summary>
internal sealed class Trouble(Cluster cluster, string kind, int seed, TimeSpan outage) : IAsyncDisposable
{
    private static readonly string[] Queues = ["page-import", "connection-sync", "block-fetch"];

    private readonly CancellationTokenSource _end = new();
    private readonly Random _random = new(seed);
    private readonly List<Task> _makers = [];

    public async Task StartAsync()
    {
        if (FaultKinds.Rules(kind) is { Length: > 0 } rules)
        {
            foreach (var rule in rules.Cast<Dictionary<string, object>>())
            {
                rule["seed"] = _random.Next();
            }

            await cluster.EmulatorAsync(HttpMethod.Post, "faults", rules);
        }

        if (FaultKinds.Has(kind, FaultKinds.Kills))
        {
            _makers.Add(KillAsync());
        }

        if (FaultKinds.Has(kind, FaultKinds.Outage))
        {
            _makers.Add(TakeStorageAwayAsync());
        }

        if (FaultKinds.Has(kind, FaultKinds.Messages))
        {
            _makers.Add(DuplicateMessagesAsync());
        }
    }

    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_makers);
        await cluster.EmulatorAsync(HttpMethod.Delete, "faults");
    }

    /// <summary>Nobody is killed or restarted any more afterwards, however the simulation ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_makers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task KillAsync()
    {
        var random = new Random(seed + 1);

        while (!_end.IsCancellationRequested)
        {
            await PauseAsync(random.Next(500, 5000));

            // One at a time, so that somebody always answers.
            await cluster.KillWorkerAsync(1);
            await RestartAsync();
        }
    }

    // A worker does not start without storage; whatever runs it tries again.
    private async Task RestartAsync()
    {
        while (true)
        {
            try
            {
                await cluster.StartWorkerAsync(1);
                return;
            }
            catch (InvalidOperationException)
            {
                await Task.Delay(500);
            }
        }
    }

    private async Task TakeStorageAwayAsync()
    {
        await PauseAsync(new Random(seed + 2).Next(1500, 4000));

        if (!_end.IsCancellationRequested)
        {
            await cluster.Storage.StopAsync();
            await Task.Delay(outage);
            await cluster.Storage.StartAsync();
        }
    }

    // A copy of a message comes later than others that were sent after it.
    private async Task DuplicateMessagesAsync()
    {
        var random = new Random(seed + 3);
        var service = new QueueServiceClient(cluster.Storage.ConnectionString);

        while (!_end.IsCancellationRequested)
        {
            await PauseAsync(random.Next(50, 300));

            foreach (var name in Queues)
            {
                try
                {
                    var queue = service.GetQueueClient(name);

                    foreach (var message in (await queue.PeekMessagesAsync(8)).Value)
                    {
                        await queue.SendMessageAsync(message.Body, TimeSpan.FromSeconds(random.Next(0, 5)));
                    }
                }
                catch (Exception exception) when (exception is RequestFailedException or AggregateException)
                {
                    // No such queue, or no storage now.
                }
            }
        }
    }

    private Task PauseAsync(int milliseconds)
        => Task.Delay(milliseconds, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
}
