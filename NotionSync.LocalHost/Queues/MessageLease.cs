using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace NotionSync.LocalHost.Queues;

/// <summary>
/// The right to a received message: renewed while its function runs, and ended by deleting the message or giving it back.
/// When the process dies the lease runs out, and the message comes again.
/// </summary>
internal sealed partial class MessageLease(
    QueueClient queue,
    QueueMessage message,
    TimeSpan length,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private string _popReceipt = message.PopReceipt;
    private DateTimeOffset _end = time.GetUtcNow() + length;
    private bool _isLost;

    /// <summary>Renews the lease at half its length, sooner after a failure, until <paramref name="done"/> is cancelled.</summary>
    public async Task RenewAsync(CancellationToken done)
    {
        var pause = length / 2;

        while (!_isLost)
        {
            await Task.Delay(pause, time, done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            if (done.IsCancellationRequested)
            {
                return;
            }

            pause = await TryAsync("renew", RenewOnceAsync) ? length / 2 : length / 10;
        }
    }

    /// <summary>Removes the message from the queue.</summary>
    public Task DeleteAsync()
        => InsistAsync("delete", () => queue.DeleteMessageAsync(message.MessageId, _popReceipt, CancellationToken.None));

    /// <summary>Gives the message back: it comes again after <paramref name="delay"/>.</summary>
    public Task ReleaseAsync(TimeSpan delay) => InsistAsync("give back", () => UpdateAsync(delay));

    /// <summary>Does something with the message as long as the lease lasts: storage may be away for a moment.</summary>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> InsistAsync(string what, Func<Task> action)
    {
        for (var pause = ShortestPause; !_isLost; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await TryAsync(what, action))
            {
                return true;
            }

            if (time.GetUtcNow() + pause >= _end)
            {
                break;
            }

            await Task.Delay(pause, time, CancellationToken.None);
        }

        return false;
    }

    // Not cancellable: an update that was cut off may have changed the receipt, and then nothing more can be done with the message.
    private async Task RenewOnceAsync()
    {
        await UpdateAsync(length);
        _end = time.GetUtcNow() + length;
    }

    private async Task UpdateAsync(TimeSpan visibilityTimeout)
    {
        var receipt = await queue.UpdateMessageAsync(
            message.MessageId,
            _popReceipt,
            visibilityTimeout: visibilityTimeout,
            cancellationToken: CancellationToken.None);

        _popReceipt = receipt.Value.PopReceipt;
    }

    private async Task<bool> TryAsync(string what, Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (RequestFailedException exception)
            when (exception.ErrorCode == QueueErrorCode.MessageNotFound || exception.ErrorCode == QueueErrorCode.PopReceiptMismatch)
        {
            _isLost = true;
            Log.Lost(logger, message.MessageId, queue.Name, what);
            return false;
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
        {
            Log.Failed(logger, what, message.MessageId, queue.Name, exception.Message);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Message {Id} of {Queue} is no longer held here, so this process cannot {Action} it.")]
        public static partial void Lost(ILogger logger, string id, string queue, string action);

        [LoggerMessage(2, LogLevel.Warning, "Could not {Action} message {Id} of {Queue}: {Reason}")]
        public static partial void Failed(ILogger logger, string action, string id, string queue, string reason);
    }
}
