namespace NotionSync.LocalHost.Functions;

/// <summary>
/// Runs the listeners from the moment the server listens and storage is prepared until it stops. Only then: a host whose port
/// is taken must not have taken a message.
/// </summary>
internal sealed partial class FunctionListeners(
    IServiceProvider services,
    StoragePreparation storage,
    IHostApplicationLifetime lifetime,
    ILogger<FunctionListeners> logger) : IHostedLifecycleService
{
    private Task _listening = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _listening = Task.Run(ListenAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _listening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.GivenUp(logger);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task ListenAsync()
    {
        try
        {
            await storage.Done.WaitAsync(lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        // Made only now: they bring the storage's clients along, and the server listens without them.
        await Task.WhenAll(services.GetServices<IFunctionListener>().Select((listener)
            => Task.Run(() => listener.ListenAsync(lifetime.ApplicationStopping), CancellationToken.None)));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Stopping although functions are still running. Their messages come again.")]
        public static partial void GivenUp(ILogger logger);
    }
}
