namespace NotionSync.Importing;

/// <summary>
/// Reads of the same thing that are asked for at the same time become one: each caller gets what was read after it asked,
/// so a read that is under way serves those who come meanwhile no more, and the next one serves them all.
/// </summary>
internal sealed class JoinedReads<TKey, T>(Func<TKey, Task<T>> read)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Reads> _reads = [];

    public Task<T> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_reads.TryGetValue(key, out var reads))
            {
                reads.Next ??= ReadAfterAsync(key, reads, reads.Current);
                return reads.Next.WaitAsync(cancellationToken);
            }

            _reads[key] = reads = new();
            reads.Next = ReadAfterAsync(key, reads, Task.CompletedTask);
            return reads.Next.WaitAsync(cancellationToken);
        }
    }

    private async Task<T> ReadAfterAsync(TKey key, Reads reads, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);

        lock (_lock)
        {
            (reads.Current, reads.Next) = (reads.Next!, null);
        }

        try
        {
            return await read(key);
        }
        finally
        {
            lock (_lock)
            {
                if (reads.Next is null)
                {
                    _reads.Remove(key);
                }
            }
        }
    }

    private sealed class Reads
    {
        /// <summary>Under way, or over.</summary>
        public Task Current { get; set; } = Task.CompletedTask;

        /// <summary>Begins when the one under way is over.</summary>
        public Task<T>? Next { get; set; }
    }
}
