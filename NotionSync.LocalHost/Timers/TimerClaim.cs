using Azure;
using Azure.Storage.Blobs.Specialized;

namespace NotionSync.LocalHost.Timers;

/// <summary>The right to run a timer, renewed until it is disposed. When the process dies it ends after <see cref="Length"/>.</summary>
internal sealed partial class TimerClaim : IAsyncDisposable
{
    /// <summary>Blob leases last 15 to 60 seconds.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private readonly BlobLeaseClient _lease;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewal;

    public TimerClaim(BlobLeaseClient lease, TimeProvider time, ILogger logger)
    {
        _lease = lease;
        _time = time;
        _logger = logger;
        _renewal = RenewAsync();
    }

    public string LeaseId => _lease.LeaseId;

    /// <summary>What was written down when the claim was taken.</summary>
    public TimerStatus Status { get; set; } = new(Last: null, default, default);

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewal;
        await TryAsync("give back", async () => await _lease.ReleaseAsync());
        _done.Dispose();
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(Length / 3, _time, _done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            if (_done.IsCancellationRequested)
            {
                return;
            }

            await TryAsync("renew", async () => await _lease.RenewAsync());
        }
    }

    private async Task TryAsync(string what, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException or OperationCanceledException)
        {
            Log.Failed(_logger, what, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Could not {Action} the lease of a timer: {Reason}")]
        public static partial void Failed(ILogger logger, string action, string reason);
    }
}
