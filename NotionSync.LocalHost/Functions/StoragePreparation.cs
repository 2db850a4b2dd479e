namespace NotionSync.LocalHost.Functions;

/// <summary>
/// Prepares storage once the server listens: that takes longer than all else of a start. Until it is done no message is
/// taken, and requests wait, but for those to static functions, which can need nothing of it.
/// </summary>
internal sealed class StoragePreparation(IServiceProvider services)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when functions may run; is cancelled where storage cannot be used.</summary>
    public Task Done => _done.Task;

    public async Task RunAsync()
    {
        using var patience = new CancellationTokenSource(Patience);

        try
        {
            var parts = services.GetServices<IFunctionListener>().Concat(services.GetServices<IPreparation>());
            await Task.WhenAll(parts.Select(part => part.PrepareAsync(patience.Token)));
            _done.SetResult();
        }
        finally
        {
            _done.TrySetCanceled(CancellationToken.None);
        }
    }
}
