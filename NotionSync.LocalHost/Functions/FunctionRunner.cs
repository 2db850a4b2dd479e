using System.Reflection;

namespace NotionSync.LocalHost.Functions;

/// <summary>
/// Runs timer and queue functions: a scope and an instance for each invocation, with the time limit of host.json. The token
/// that a function gets is cancelled at that limit, and when a stopping host has waited for its <see cref="HostSettings.DrainTime"/>.
/// </summary>
internal sealed partial class FunctionRunner : IDisposable
{
    // What a function has to end itself after its token was cancelled. Then it counts as failed, whatever it still does.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly IServiceScopeFactory _scopes;
    private readonly FunctionActivator _activator;
    private readonly HostSettings _settings;
    private readonly TimeProvider _time;
    private readonly ActivitySignal _activity;
    private readonly ILogger<FunctionRunner> _logger;
    private readonly CancellationTokenSource _shutdown;
    private readonly CancellationTokenRegistration _stopping;

    public FunctionRunner(
        IServiceScopeFactory scopes,
        FunctionActivator activator,
        HostSettings settings,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        ActivitySignal activity,
        ILogger<FunctionRunner> logger)
    {
        _scopes = scopes;
        _activator = activator;
        _settings = settings;
        _time = time;
        _activity = activity;
        _logger = logger;
        _shutdown = new(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.Register(() => _shutdown.CancelAfter(settings.DrainTime));
    }

    /// <summary>Whether the host has stopped waiting for running functions.</summary>
    public bool IsShuttingDown => _shutdown.IsCancellationRequested;

    /// <summary>Runs a function to its end. A failure is logged here, once.</summary>
    /// <param name="bind">Gives the value of each parameter but cancellation tokens; what it throws is a failure of the function.</param>
    /// <returns>Whether the function ended without an exception.</returns>
    public async Task<bool> TryRunAsync(FunctionDefinition function, Func<ParameterInfo, object?> bind)
    {
        var started = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(_settings.FunctionTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _shutdown.Token);

        try
        {
            var work = Task.Run(() => InvokeAsync(function, bind, stop.Token), CancellationToken.None);
            await WaitAsync(work, stop.Token);
            Log.Succeeded(_logger, function.Name, _time.GetElapsedTime(started).TotalMilliseconds);
            return true;
        }
        catch (Exception) when (_shutdown.IsCancellationRequested)
        {
            Log.Interrupted(_logger, function.Name);
            return false;
        }
        catch (Exception exception) when (timeout.IsCancellationRequested)
        {
            Log.TimedOut(_logger, function.Name, _settings.FunctionTimeout, exception);
            return false;
        }
        catch (Exception exception)
        {
            Log.Failed(_logger, function.Name, exception);
            return false;
        }
        finally
        {
            _activity.Signal();
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _shutdown.Dispose();
    }

    private async Task InvokeAsync(FunctionDefinition function, Func<ParameterInfo, object?> bind, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var method = function.Method;

        object?[] arguments =
        [
            .. method.GetParameters().Select((parameter)
                => parameter.ParameterType == typeof(CancellationToken) ? cancellationToken : bind(parameter)),
        ];

        var target = _activator.CreateTarget(method, scope.ServiceProvider);

        try
        {
            var result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            await ((result as ValueTask?)?.AsTask() ?? result as Task ?? Task.CompletedTask);
        }
        finally
        {
            if (target is IAsyncDisposable asyncDisposable)
            {
                await asyncDisposable.DisposeAsync();
            }
            else
            {
                (target as IDisposable)?.Dispose();
            }
        }
    }

    private async Task WaitAsync(Task work, CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.Register(stopped.SetResult);

        if (await Task.WhenAny(work, stopped.Task) != work)
        {
            await work.WaitAsync(Grace, _time, CancellationToken.None);
        }

        await work;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Function} succeeded in {Milliseconds:0} ms.")]
        public static partial void Succeeded(ILogger logger, string function, double milliseconds);

        [LoggerMessage(2, LogLevel.Error, "{Function} failed.")]
        public static partial void Failed(ILogger logger, string function, Exception exception);

        [LoggerMessage(3, LogLevel.Error, "{Function} was stopped: it ran longer than functionTimeout, {Timeout}.")]
        public static partial void TimedOut(ILogger logger, string function, TimeSpan timeout, Exception exception);

        [LoggerMessage(4, LogLevel.Warning, "{Function} was interrupted: the host is stopping.")]
        public static partial void Interrupted(ILogger logger, string function);
    }
}
