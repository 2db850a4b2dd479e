using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <summary>
/// The window of a connection, shared by all workers through one table row that is changed conditionally. Slots are
/// reserved in batches that grow with the demand, so that most calls ask no storage; what a worker reserved and did not
/// use goes back with its next batch, and at the latest when the window has passed it.
/// </summary>
/// <remarks>
/// A pause is known to the worker that asked for it at once, and to others with their next batch, about a second later.
/// </remarks>
public sealed class TableRequestThrottle : IRequestThrottle
{
    internal const string RowKey = "window";

    private const int MaxTries = 20;
    private const int MaxRounds = 4;
    private const string UsesColumn = "Uses";
    private const string LeasesColumn = "Leases";
    private const string PausedUntilColumn = "PausedUntil";

    // Moments that were noted before the clock was corrected.
    private const long CorrectionMargin = 1000;

    // However slow storage is, a reserved slot is not kept from the others for longer.
    private const long LongestPatience = 10_000;

    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private readonly TableClient _table;
    private readonly TimeProvider _time;
    private readonly SharedClock _clock;
    private readonly ThrottleRules _rules;
    private int _storageCalls;

    public TableRequestThrottle(TableServiceClient tables, IOptions<NotionOptions> options, TimeProvider time)
        : this(tables.GetTableClient(TableName), options.Value, time)
    {
    }

    internal TableRequestThrottle(TableClient table, NotionOptions options, TimeProvider time)
    {
        _table = table;
        _time = time;
        _clock = new(time);
        _rules = new(options.RequestsPerMinute, (long)(options.WindowSeconds * 1000));
    }

    public static string TableName => "Throttle";

    /// <summary>Times that storage was asked, for tests and measurements.</summary>
    internal int StorageCalls => Volatile.Read(ref _storageCalls);

    private long Length => _rules.Window + _rules.Margin + (_clock.IsCorrected ? CorrectionMargin : 0);

    public async ValueTask<TimeSpan> TakeAsync(string connectionKey, CancellationToken cancellationToken)
    {
        var account = _accounts.GetOrAdd(connectionKey, _ => new(_rules));

        if (TryTake(account, out var wait))
        {
            return wait;
        }

        Interlocked.Increment(ref account.Callers);

        try
        {
            await account.Gate.WaitAsync(cancellationToken);

            try
            {
                // Whoever was before us at the gate may have reserved for us too.
                for (var tries = 0; !TryTake(account, out wait); tries++)
                {
                    if (tries == MaxRounds)
                    {
                        return TimeSpan.FromMilliseconds(_rules.Horizon);
                    }

                    await ReserveAsync(connectionKey, account, cancellationToken);
                }

                return wait;
            }
            finally
            {
                account.Gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref account.Callers);
        }
    }

    public void Release(string connectionKey, TimeSpan duration)
    {
        if (_accounts.TryGetValue(connectionKey, out var account))
        {
            lock (account.Slots)
            {
                account.Slots.Release(_clock.Now, (long)duration.TotalMilliseconds);
            }
        }
    }

    public async ValueTask PauseAsync(string connectionKey, TimeSpan duration, CancellationToken cancellationToken)
    {
        var account = _accounts.GetOrAdd(connectionKey, _ => new(_rules));
        var until = _clock.Now + (long)duration.TotalMilliseconds;

        lock (account.Slots)
        {
            account.Slots.Pause(until);
        }

        await account.Gate.WaitAsync(cancellationToken);

        try
        {
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var row = await FindRowAsync(connectionKey, cancellationToken);
                var window = ReadWindow(row);

                if (window.PausedUntil >= until)
                {
                    return;
                }

                window.Pause(until);

                if (await TryWriteAsync(connectionKey, account, window, row?.ETag, cancellationToken))
                {
                    return;
                }

                await BackOffAsync(tries, cancellationToken);
            }
        }
        finally
        {
            account.Gate.Release();
        }
    }

    private static RequestWindow ReadWindow(TableEntity? row)
        => row is null
            ? new()
            : RequestWindow.Read(row.GetBinary(UsesColumn), row.GetBinary(LeasesColumn), row.GetInt64(PausedUntilColumn) ?? 0);

    private static TableEntity WriteRow(string connectionKey, RequestWindow window)
        => new(StorageKey.Encode(connectionKey), RowKey)
        {
            [UsesColumn] = window.WriteUses(),
            [LeasesColumn] = window.WriteLeases(),
            [PausedUntilColumn] = window.PausedUntil,
        };

    private bool TryTake(Account account, out TimeSpan wait)
    {
        lock (account.Slots)
        {
            var isKnown = account.Slots.TryTake(_clock.Now, out var milliseconds);
            wait = TimeSpan.FromMilliseconds(milliseconds);
            return isKnown;
        }
    }

    private async Task ReserveAsync(string connectionKey, Account account, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();

        // Alone, a worker knows the row from its own last write and need not read it again.
        var row = account.Row ?? await FindRowAsync(connectionKey, cancellationToken);
        var patience = Math.Min(LongestPatience, 2 * account.LastDuration);

        for (var tries = 0; tries < MaxTries; tries++)
        {
            var window = ReadWindow(row);
            RequestSlots.Proposal proposal;

            lock (account.Slots)
            {
                proposal = account.Slots.Propose(window, _clock.Now, Volatile.Read(ref account.Callers), Length, patience);
            }

            var isStored = await TryWriteAsync(connectionKey, account, window, row?.ETag, cancellationToken);

            if (!isStored)
            {
                row = await FindRowAsync(connectionKey, cancellationToken);

                // The storage client repeats a write whose answer was lost; the repetition then finds its own row changed.
                isStored = account.Slots.IsIn(ReadWindow(row), proposal);
            }

            if (isStored)
            {
                lock (account.Slots)
                {
                    account.Slots.Commit(proposal);
                }

                account.LastDuration = (long)_time.GetElapsedTime(started).TotalMilliseconds;
                return;
            }

            await BackOffAsync(tries, cancellationToken);
        }
    }

    private async Task<TableEntity?> FindRowAsync(string connectionKey, CancellationToken cancellationToken)
    {
        var sent = _clock.Local;
        Interlocked.Increment(ref _storageCalls);

        var found = await _table.GetEntityIfExistsAsync<TableEntity>(StorageKey.Encode(connectionKey), RowKey, cancellationToken: cancellationToken);
        _clock.Learn(sent, found.GetRawResponse().Headers.Date);
        return found.HasValue ? found.Value : null;
    }

    private async Task<bool> TryWriteAsync(string connectionKey, Account account, RequestWindow window, ETag? etag, CancellationToken cancellationToken)
    {
        var row = WriteRow(connectionKey, window);
        var sent = _clock.Local;
        account.Row = null;
        Interlocked.Increment(ref _storageCalls);

        try
        {
            var response = etag is { } expected
                ? await _table.UpdateEntityAsync(row, expected, TableUpdateMode.Replace, cancellationToken)
                : await _table.AddEntityAsync(row, cancellationToken);

            _clock.Learn(sent, response.Headers.Date);

            if (response.Headers.ETag is { } written && !account.Slots.SharesWithOthers(window))
            {
                row.ETag = written;
                account.Row = row;
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
        => Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(1, Math.Min(200, 5 << Math.Min(tries, 6)))), _time, cancellationToken);

    private sealed class Account(ThrottleRules rules)
    {
        // How many wait for a slot: the next batch has to serve them all.
        public int Callers;

        public RequestSlots Slots { get; } = new(rules);

        public SemaphoreSlim Gate { get; } = new(1);

        public TableEntity? Row { get; set; }

        public long LastDuration { get; set; }
    }
}
