using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using NotionSync.LocalHost.Functions;

namespace NotionSync.LocalHost.Timers;

/// <summary>Runs a function when its schedule says so: once for all processes of the app, and never twice at a time.</summary>
internal sealed partial class TimerListener(
    FunctionDefinition function,
    TimerTriggerAttribute trigger,
    string scheduleText,
    Schedule schedule,
    TimerStore store,
    FunctionRunner runner,
    TimeProvider time,
    ILogger<TimerListener> logger) : IFunctionListener
{
    private static readonly TimeSpan ClaimInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OutageInterval = TimeSpan.FromSeconds(2);

    // Task.Delay takes no more than 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Where it is not, functions get no ScheduleStatus: a schedule of less than a minute has none on the Functions host either.
    private readonly bool _isMonitored = trigger.UseMonitor && schedule.IsMonitored(time.GetUtcNow());
    private readonly ConcurrentDictionary<Task, bool> _byHand = [];
    private CancellationToken _stopping;

    public FunctionDefinition Function => function;

    public string Source => scheduleText;

    public Task PrepareAsync(CancellationToken cancellationToken) => store.ReadAsync(InitialStatus(), cancellationToken);

    public async Task ListenAsync(CancellationToken stopping)
    {
        _stopping = stopping;

        try
        {
            await RunOnScheduleAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped while waiting; a run under way is waited for.
        }

        await Task.WhenAll(_byHand.Keys);
    }

    public void StartByHand(string? input)
    {
        var run = RunByHandAsync();
        _byHand.TryAdd(run, true);
        _ = run.ContinueWith((done) => _byHand.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task RunOnScheduleAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        var status = await InsistAsync(() => store.ReadAsync(InitialStatus(), stopping), stopping);
        var since = _isMonitored ? status.Since : now;

        // As on the Functions host, past due is only what fell due while nobody was there, not what waits for a long run.
        var isPastDue = schedule.Next(since) <= now;

        if (trigger.RunOnStartup)
        {
            since = await RunAsync(now, isPastDue, stopping);
            isPastDue = false;
        }

        while (true)
        {
            var due = schedule.Next(since);
            await WaitUntilAsync(due, stopping);
            since = await RunAsync(due, isPastDue, stopping);
            isPastDue = false;
        }
    }

    /// <returns>When the run that was due began, here or in another process.</returns>
    private async Task<DateTimeOffset> RunAsync(DateTimeOffset due, bool isPastDue, CancellationToken stopping)
    {
        await using var claim = await ClaimAsync(stopping);

        if (claim.Status.Last is { } last && last >= due)
        {
            return last;
        }

        // The clock of timers may be a little early; a run must not count as one before its time, or it would come again.
        var now = time.GetUtcNow();
        var started = now > due ? now : due;
        await RunAsync(claim.Status, isPastDue);

        // Not cancellable: what was run must be written down. Where that fails the run may come again, as after a crash.
        var status = new TimerStatus(started, schedule.Next(started), time.GetUtcNow());
        await TryAsync(() => store.WriteAsync(status, claim, CancellationToken.None));
        return started;
    }

    private async Task RunByHandAsync()
    {
        try
        {
            await using var claim = await ClaimAsync(_stopping);
            await RunAsync(claim.Status, isPastDue: false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped before it could begin.
        }
    }

    private Task<bool> RunAsync(TimerStatus status, bool isPastDue)
    {
        var timer = new TimerInfo
        {
            IsPastDue = isPastDue,
            ScheduleStatus = !_isMonitored ? null : new()
            {
                Last = status.Last?.UtcDateTime ?? default,
                Next = status.Next.UtcDateTime,
                LastUpdated = status.LastUpdated.UtcDateTime,
            },
        };

        return runner.TryRunAsync(function, Bind);

        object Bind(ParameterInfo parameter) => timer;
    }

    private async Task<TimerClaim> ClaimAsync(CancellationToken stopping)
    {
        while (true)
        {
            if (await InsistAsync(() => store.TryClaimAsync(InitialStatus(), stopping), stopping) is { } claim)
            {
                return claim;
            }

            await Task.Delay(ClaimInterval, time, stopping);
        }
    }

    private TimerStatus InitialStatus()
    {
        var now = time.GetUtcNow();
        return new(Last: null, schedule.Next(now), now);
    }

    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken stopping)
    {
        while (due - time.GetUtcNow() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait < LongestWait ? wait : LongestWait, time, stopping);
        }
    }

    /// <summary>Tries until storage answers or the host stops.</summary>
    private async Task<T> InsistAsync<T>(Func<Task<T>> action, CancellationToken stopping)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await action();
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                if (isFirst)
                {
                    Log.Away(logger, function.Name, exception.Message);
                }

                await Task.Delay(OutageInterval, time, stopping);
            }
        }
    }

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception exception)
        {
            Log.NotWritten(logger, function.Name, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The timer {Function} cannot reach its blob; trying until it can. {Reason}")]
        public static partial void Away(ILogger logger, string function, string reason);

        [LoggerMessage(2, LogLevel.Warning, "The timer {Function} ran, but that could not be written down: {Reason}")]
        public static partial void NotWritten(ILogger logger, string function, string reason);
    }
}
