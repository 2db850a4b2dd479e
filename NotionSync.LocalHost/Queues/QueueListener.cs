using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Queues;

/// <summary>
/// Runs a function for each message of a queue, as the Functions host does: a bounded number at a time, each message leased
/// and renewed while it is worked on, deleted when that succeeds, given back when it fails, and moved to
/// <c>{queue}-poison</c> after <see cref="QueueSettings.MaxDequeueCount"/> attempts.
/// </summary>
internal sealed partial class QueueListener(
    FunctionDefinition function,
    QueueClient queue,
    QueueClient? poisonQueue,
    HostSettings settings,
    FunctionRunner runner,
    ActivitySignal activity,
    TimeProvider time,
    ILogger<QueueListener> logger) : IFunctionListener
{
    // A call for messages that is under way when the host stops gets this long: cut off, it may have hidden messages already.
    private static readonly TimeSpan LastCall = TimeSpan.FromSeconds(2);

    // An empty queue is not looked at more often than this for what else the process does.
    private static readonly TimeSpan BetweenWakes = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Task, bool> _running = [];
    private long? _wokenInVainAt;
    private readonly PollingInterval _interval = new(settings.Queues.MaxPollingInterval);
    private bool _isAway;

    public FunctionDefinition Function => function;

    public string Source => queue.Name;

    public async Task PrepareAsync(CancellationToken cancellationToken)
        => await queue.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    public async Task ListenAsync(CancellationToken stopping)
    {
        using var receiving = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var registration = stopping.Register(() => receiving.CancelAfter(LastCall));

        while (!stopping.IsCancellationRequested)
        {
            var activityAfterwards = activity.Next;

            if (await ReceiveAsync(receiving.Token) is { Length: > 0 } messages)
            {
                _interval.Reset();
                _wokenInVainAt = null;
                Start(messages, stopping);
                await WaitForRoomAsync(stopping);
            }
            else
            {
                await PauseAsync(activityAfterwards, stopping);
            }
        }

        await Task.WhenAll(_running.Keys);
    }

    public void StartByHand(string? input)
        => Track(runner.TryRunAsync(function, (parameter) => QueueBinding.Bind(function, parameter, MessageByHand(input))));

    private async Task<QueueMessage[]> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var messages = await queue.ReceiveMessagesAsync(settings.Queues.BatchSize, settings.MessageLease, cancellationToken);
            ReportBack();
            return messages.Value;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await RecreateAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ReportAway(exception);
        }
        catch (OperationCanceledException)
        {
            // The host is stopping.
        }

        return [];
    }

    private async Task RecreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            ReportAway(exception);
        }
    }

    private void Start(QueueMessage[] messages, CancellationToken stopping)
    {
        foreach (var message in messages)
        {
            var lease = new MessageLease(queue, message, settings.MessageLease, time, logger);
            Track(stopping.IsCancellationRequested ? lease.ReleaseAsync(TimeSpan.Zero) : ProcessAsync(message, lease));
        }
    }

    private void Track(Task work)
    {
        _running.TryAdd(work, true);
        _ = work.ContinueWith((done) => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task WaitForRoomAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var stopped = Task.Delay(Timeout.InfiniteTimeSpan, time, over.Token);

        while (_running.Keys.ToArray() is { } running && running.Length > settings.Queues.Threshold && !stopped.IsCompleted)
        {
            await Task.WhenAny([.. running, stopped]);
        }

        await over.CancelAsync();
    }

    private async Task PauseAsync(Task activityAfterwards, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);

        await Task.WhenAny(Task.Delay(_interval.Next(), time, over.Token), WakeAsync());
        await over.CancelAsync();

        async Task WakeAsync()
        {
            await activityAfterwards.WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            if (!over.IsCancellationRequested)
            {
                // In a busy process something ends all the time: most queues have nothing to do with it.
                var soonest = _wokenInVainAt is { } before ? BetweenWakes - time.GetElapsedTime(before) : TimeSpan.Zero;
                await Task.Delay(soonest > PollingInterval.Shortest ? soonest : PollingInterval.Shortest, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _wokenInVainAt = time.GetTimestamp();
            }
        }
    }

    private async Task ProcessAsync(QueueMessage message, MessageLease lease)
    {
        // More attempts than allowed have begun and none has ended: whatever kills the process must not do so for ever.
        if (message.DequeueCount > settings.Queues.MaxDequeueCount && poisonQueue is not null)
        {
            await MoveToPoisonQueueAsync(message, lease);
            return;
        }

        using var done = new CancellationTokenSource();
        var renewal = lease.RenewAsync(done.Token);
        var succeeded = await runner.TryRunAsync(function, (parameter) => QueueBinding.Bind(function, parameter, Decode(message)));
        await done.CancelAsync();
        await renewal;

        if (succeeded)
        {
            await lease.DeleteAsync();
        }
        else if (runner.IsShuttingDown)
        {
            await lease.ReleaseAsync(TimeSpan.Zero);
        }
        else if (poisonQueue is null)
        {
            // A poison queue has no poison queue: its message stays hidden until the lease ends, so that it does not spin.
        }
        else if (message.DequeueCount >= settings.Queues.MaxDequeueCount)
        {
            await MoveToPoisonQueueAsync(message, lease);
        }
        else
        {
            await lease.ReleaseAsync(settings.Queues.VisibilityTimeout);
        }
    }

    private async Task MoveToPoisonQueueAsync(QueueMessage message, MessageLease lease)
    {
        if (await lease.InsistAsync("move", CopyAsync))
        {
            Log.Poisoned(logger, message.MessageId, queue.Name, message.DequeueCount, poisonQueue!.Name);
            await lease.DeleteAsync();
        }

        async Task CopyAsync()
        {
            await poisonQueue!.CreateIfNotExistsAsync();
            await poisonQueue.SendMessageAsync(message.Body);
        }
    }

    // The client is told of no encoding, so that a message that is not base64 fails here as an attempt, and not its whole batch.
    private QueueMessage Decode(QueueMessage message)
        => settings.Queues.MessageEncoding is MessageEncoding.None
            ? message
            : WithBody(message, BinaryData.FromBytes(Convert.FromBase64String(message.Body.ToString())));

    private QueueMessage MessageByHand(string? input)
    {
        var now = time.GetUtcNow();
        return QueuesModelFactory.QueueMessage(Guid.NewGuid().ToString(), "by-hand", BinaryData.FromString(input ?? string.Empty), 1, now, now, now);
    }

    private static QueueMessage WithBody(QueueMessage message, BinaryData body)
        => QueuesModelFactory.QueueMessage(
            message.MessageId,
            message.PopReceipt,
            body,
            message.DequeueCount,
            message.NextVisibleOn,
            message.InsertedOn,
            message.ExpiresOn);

    private void ReportAway(Exception exception)
    {
        if (!_isAway)
        {
            _isAway = true;
            Log.Away(logger, queue.Name, exception.Message);
        }
    }

    private void ReportBack()
    {
        if (_isAway)
        {
            _isAway = false;
            Log.Back(logger, queue.Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Message {Id} of {Queue} failed {Attempts} times and was moved to {PoisonQueue}.")]
        public static partial void Poisoned(ILogger logger, string id, string queue, long attempts, string poisonQueue);

        [LoggerMessage(2, LogLevel.Warning, "The queue {Queue} cannot be read; trying until it can. {Reason}")]
        public static partial void Away(ILogger logger, string queue, string reason);

        [LoggerMessage(3, LogLevel.Information, "The queue {Queue} can be read again.")]
        public static partial void Back(ILogger logger, string queue);
    }
}
