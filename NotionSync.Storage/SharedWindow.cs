using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace NotionSync.Storage;

/// <summary>
/// A worker's view of one window that it shares with the others through a table row, which all change conditionally.
/// </summary>
internal sealed class SharedWindow(string key, TableClient table, ThrottleRules rules, SharedClock clock, TimeProvider time, Action countCall)
{
    private const int MaxTries = 20;
    private const int MaxRounds = 4;

    // Moments that were noted before the clock was corrected.
    private const long CorrectionMargin = 1000;

    // However slow storage is, a reserved slot is not kept from the others for longer.
    private const long LongestPatience = 10_000;

    private SemaphoreSlim Gate { get; } = new(1);
    private readonly RequestSlots _slots = new(rules);

    // Alone, a worker knows the row from its own last write and need not read it again.
    private TableEntity? _row;
    private long _lastDuration;
    private long _lookedAt;

    // How many wait for a slot: the next batch has to serve them all.
    private int _callers;

    public ThrottleRules Rules => rules;

    /// <summary>When it was last asked for something, on the shared clock.</summary>
    public long UsedAt { get; private set; }

    private long Length => rules.Window + rules.Margin + (clock.IsCorrected ? CorrectionMargin : 0);

    /// <summary>Takes a slot.</summary>
    /// <returns>Milliseconds to wait; zero when one was taken.</returns>
    public async ValueTask<long> TakeAsync(CancellationToken cancellationToken)
    {
        if (TryTake(out var wait))
        {
            return wait;
        }

        Interlocked.Increment(ref _callers);

        try
        {
            await Gate.WaitAsync(cancellationToken);

            try
            {
                // Whoever was before us at the gate may have reserved for us too.
                for (var tries = 0; !TryTake(out wait); tries++)
                {
                    if (tries == MaxRounds)
                    {
                        return rules.Horizon;
                    }

                    await ReserveAsync(cancellationToken);
                }

                return wait;
            }
            finally
            {
                Gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _callers);
        }
    }

    /// <summary>How long the window is paused, for one from which no slots are taken: as it was known at most so long ago.</summary>
    public async ValueTask<long> FindPauseAsync(long maxAge, CancellationToken cancellationToken)
    {
        UsedAt = clock.Now;

        if (UsedAt - Volatile.Read(ref _lookedAt) >= maxAge)
        {
            // Whoever comes while somebody looks goes by what was known before.
            Volatile.Write(ref _lookedAt, UsedAt);
            var until = ThrottleRow.Read(await FindRowAsync(cancellationToken)).PausedUntil;

            lock (_slots)
            {
                _slots.Pause(until);
            }
        }

        lock (_slots)
        {
            return _slots.PauseLeft(clock.Now);
        }
    }

    public long EndpointWait(string endpoint)
    {
        lock (_slots)
        {
            return _slots.EndpointWait(endpoint, clock.Now);
        }
    }

    public void Release(long duration)
    {
        lock (_slots)
        {
            _slots.Release(clock.Now, duration);
        }
    }

    /// <summary>Gives back a slot that was taken and not used.</summary>
    public void Return()
    {
        lock (_slots)
        {
            _slots.Return(clock.Now);
        }
    }

    /// <param name="endpoint">Only calls of this endpoint; null: all.</param>
    /// <param name="isRefusal">The limit itself was reached: if it was learned, it was learned wrong.</param>
    public async ValueTask PauseAsync(TimeSpan duration, string? endpoint, bool isRefusal, CancellationToken cancellationToken)
    {
        var until = clock.Now + (long)duration.TotalMilliseconds;

        lock (_slots)
        {
            if (endpoint is null)
            {
                _slots.Pause(until);
            }
            else
            {
                _slots.PauseEndpoint(endpoint, until);
            }
        }

        await Gate.WaitAsync(cancellationToken);

        try
        {
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var row = await FindRowAsync(cancellationToken);
                var window = ThrottleRow.Read(row);

                if (!Pause(window, until, endpoint, isRefusal) || await TryWriteAsync(window, row?.ETag, cancellationToken))
                {
                    return;
                }

                await BackOffAsync(tries, cancellationToken);
            }
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <returns>Whether anything changed.</returns>
    private bool Pause(RequestWindow window, long until, string? endpoint, bool isRefusal)
    {
        if (endpoint is not null)
        {
            var known = window.Endpoints.GetValueOrDefault(endpoint);
            window.PauseEndpoint(endpoint, until);
            return until > known;
        }

        var (pausedUntil, allowance) = (window.PausedUntil, window.Allowance);
        window.Pause(until);

        if (isRefusal && rules.Learns)
        {
            window.Allowance = (allowance ?? Allowance.First(rules, clock.Now)).Refuse(rules, clock.Now);
        }

        return window.PausedUntil != pausedUntil || window.Allowance != allowance;
    }

    private bool TryTake(out long wait)
    {
        lock (_slots)
        {
            UsedAt = clock.Now;
            return _slots.TryTake(UsedAt, out wait);
        }
    }

    private async Task ReserveAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var row = _row ?? await FindRowAsync(cancellationToken);
        var patience = Math.Min(LongestPatience, 2 * _lastDuration);

        for (var tries = 0; tries < MaxTries; tries++)
        {
            var window = ThrottleRow.Read(row);
            RequestSlots.Proposal proposal;

            lock (_slots)
            {
                proposal = _slots.Propose(window, clock.Now, Volatile.Read(ref _callers), Length, patience);
            }

            var isStored = await TryWriteAsync(window, row?.ETag, cancellationToken);

            if (!isStored)
            {
                row = await FindRowAsync(cancellationToken);

                // The storage client repeats a write whose answer was lost; the repetition then finds its own row changed.
                isStored = _slots.IsIn(ThrottleRow.Read(row), proposal);
            }

            if (isStored)
            {
                lock (_slots)
                {
                    _slots.Commit(proposal);
                }

                _lastDuration = (long)time.GetElapsedTime(started).TotalMilliseconds;
                return;
            }

            await BackOffAsync(tries, cancellationToken);
        }
    }

    private async Task<TableEntity?> FindRowAsync(CancellationToken cancellationToken)
    {
        var sent = clock.Local;
        countCall();

        var found = await table.GetEntityIfExistsAsync<TableEntity>(StorageKey.Encode(key), ThrottleRow.RowKey, cancellationToken: cancellationToken);
        clock.Learn(sent, found.GetRawResponse().Headers.Date);
        return found.HasValue ? found.Value : null;
    }

    private async Task<bool> TryWriteAsync(RequestWindow window, ETag? etag, CancellationToken cancellationToken)
    {
        var row = ThrottleRow.Write(key, window);
        var sent = clock.Local;
        _row = null;
        countCall();

        try
        {
            var response = etag is { } expected
                ? await table.UpdateEntityAsync(row, expected, TableUpdateMode.Replace, cancellationToken)
                : await table.AddEntityAsync(row, cancellationToken);

            clock.Learn(sent, response.Headers.Date);

            if (response.Headers.ETag is { } written && !_slots.SharesWithOthers(window))
            {
                row.ETag = written;
                _row = row;
            }

            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412 && exception.ErrorCode != TableErrorCode.TableNotFound)
        {
            // Another worker was first, or the row was removed with its connection.
            return false;
        }
    }

    // Workers that met at the row should not meet again.
    private Task BackOffAsync(int tries, CancellationToken cancellationToken)
        => Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, Math.Min(200, 5 << Math.Min(tries, 6)))), time, cancellationToken);
}
