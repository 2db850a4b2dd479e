using System.Collections.Concurrent;
using NotionSync.Importing;
using NotionSync.Syncing;

namespace NotionSync.Tests.Syncing;

/// <summary>
/// The queues in memory, worked off by so many workers at a time, with what the Functions host does: a message that fails
/// comes again, and is given up after five tries. Delays are not waited for.
/// </summary>
internal sealed class MemoryQueue : IImportSender, ISyncSender
{
    private const int MaxTries = 5;

    private readonly ConcurrentQueue<(object Message, int Tries)> _waiting = new();
    private int _sent;

    public int Sent => Volatile.Read(ref _sent);

    /// <summary>The most messages about pages that ever waited at a time.</summary>
    public int MostPages { get; private set; }

    /// <summary>Called before each message of an import; a test stops the pump, edits or throws here.</summary>
    public Func<ImportMessage, Task>? BeforeEach { get; set; }

    public Task SendAsync(ImportMessage message, TimeSpan delay, CancellationToken cancellationToken) => Add(message);

    public Task SendAsync(ConnectionSyncMessage message, TimeSpan delay, CancellationToken cancellationToken) => Add(message);

    /// <summary>Forgets what waits, as when messages are lost.</summary>
    public void Clear() => _waiting.Clear();

    public async Task PumpAsync(ImportWorker imports, SyncWorker syncs, int workers)
    {
        var busy = 0;

        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                if (_waiting.TryDequeue(out var next))
                {
                    Interlocked.Increment(ref busy);

                    try
                    {
                        await WorkAsync(next.Message, next.Tries, imports, syncs);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref busy);
                    }
                }
                else if (Volatile.Read(ref busy) == 0 && _waiting.IsEmpty)
                {
                    return;
                }
                else
                {
                    await Task.Delay(1);
                }
            }
        })));
    }

    private async Task WorkAsync(object message, int tries, ImportWorker imports, SyncWorker syncs)
    {
        try
        {
            if (message is ImportMessage import)
            {
                if (BeforeEach is { } before)
                {
                    await before(import);
                }

                await imports.HandleAsync(import, isRepeat: tries > 0, default);
            }
            else
            {
                await syncs.HandleAsync((ConnectionSyncMessage)message, default);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            if (tries + 1 < MaxTries)
            {
                _waiting.Enqueue((message, tries + 1));
            }
            else if (message is ImportMessage import)
            {
                await imports.GiveUpAsync(import, default);
            }
            else
            {
                await syncs.GiveUpAsync((ConnectionSyncMessage)message, default);
            }
        }
    }

    private Task Add(object message)
    {
        Interlocked.Increment(ref _sent);
        _waiting.Enqueue((message, 0));
        MostPages = Math.Max(MostPages, _waiting.Count(waiting => waiting.Message is ImportMessage { Item: not null }));
        return Task.CompletedTask;
    }
}
