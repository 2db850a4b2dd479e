using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Storage;

/// <summary>
/// The windows of all connections, shared by all workers through one table row each. Slots are reserved in batches that
/// grow with the demand, so that most calls ask no storage; what a worker reserved and did not use goes back with its next
/// batch, and at the latest when the window has passed it.
/// </summary>
/// <remarks>
/// A pause is known to the worker that asked for it at once; to others with their next batch, about a second later; a
/// workspace's, of which no slots are taken, after at most five seconds.
/// </remarks>
public sealed class TableRequestThrottle : IRequestThrottle
{
    // Beyond so many windows those are dropped that have not been used for a while.
    private const int ManyWindows = 2000;

    private readonly ConcurrentDictionary<string, SharedWindow> _windows = new(StringComparer.Ordinal);
    private readonly TableClient _table;
    private readonly TimeProvider _time;
    private readonly SharedClock _clock;
    private readonly ThrottleRules _rules;
    private int _storageCalls;
    private long _sweptAt;

    public TableRequestThrottle(TableServiceClient tables, IOptions<NotionOptions> options, TimeProvider time)
        : this(tables.GetTableClient(TableName), options.Value, time)
    {
    }

    internal TableRequestThrottle(TableClient table, NotionOptions options, TimeProvider time)
    {
        const int LeastAllowance = 180;

        _table = table;
        _time = time;
        _clock = new(time);
        _rules = new(options.RequestsPerMinute.Requests ?? LeastAllowance, (long)(options.WindowSeconds * 1000)) { Learns = options.RequestsPerMinute.Requests is null };
    }

    public static string TableName => StorageNames.ThrottleTable;

    /// <summary>Times that storage was asked, for tests and measurements.</summary>
    internal int StorageCalls => Volatile.Read(ref _storageCalls);

    // A twelfth of the window: five seconds.
    private long PauseIsKnownFor => _rules.Window / 12;

    public async ValueTask<TimeSpan> TakeAsync(ThrottleKeys keys, string endpoint, CancellationToken cancellationToken)
    {
        DropIdle();

        if (keys.Workspace is { } workspace && await Window(workspace, _rules).FindPauseAsync(PauseIsKnownFor, cancellationToken) is > 0 and var paused)
        {
            return TimeSpan.FromMilliseconds(paused);
        }

        var connection = keys.Connection is { } key ? Window(key, _rules) : null;

        if (connection?.EndpointWait(endpoint) is > 0 and var limited)
        {
            return TimeSpan.FromMilliseconds(limited);
        }

        if (connection is not null && await connection.TakeAsync(cancellationToken) is > 0 and var full)
        {
            return TimeSpan.FromMilliseconds(full);
        }

        if (BrokerWindow(keys) is not { } broker)
        {
            return TimeSpan.Zero;
        }

        try
        {
            var wait = await broker.TakeAsync(cancellationToken);

            if (wait > 0)
            {
                connection?.Return();
            }

            return TimeSpan.FromMilliseconds(wait);
        }
        catch
        {
            connection?.Return();
            throw;
        }
    }

    public void Release(ThrottleKeys keys, TimeSpan duration)
    {
        if (keys.Connection is { } connection)
        {
            Window(connection, _rules).Release((long)duration.TotalMilliseconds);
        }

        BrokerWindow(keys)?.Release((long)duration.TotalMilliseconds);
    }

    public ValueTask PauseAsync(ThrottleKeys keys, ThrottleRefusal refusal, CancellationToken cancellationToken)
    {
        var window = refusal.Scope switch
        {
            ThrottleScope.Workspace when keys.Workspace is { } workspace => Window(workspace, _rules),
            ThrottleScope.Broker => BrokerWindow(keys),
            _ => null,
        };

        window ??= keys.Connection is { } connection ? Window(connection, _rules) : BrokerWindow(keys);

        return window?.PauseAsync(
            refusal.Duration,
            refusal.Scope == ThrottleScope.Endpoint ? refusal.Endpoint : null,
            refusal.Scope == ThrottleScope.Allowance,
            cancellationToken) ?? ValueTask.CompletedTask;
    }

    public ValueTask PauseAsync(string key, TimeSpan duration, CancellationToken cancellationToken)
        => Window(key, _rules).PauseAsync(duration, endpoint: null, isRefusal: false, cancellationToken);

    public async ValueTask ForgetAsync(string connectionKey, CancellationToken cancellationToken)
    {
        _windows.TryRemove(connectionKey, out _);
        await _table.DeleteEntityAsync(StorageKey.Encode(connectionKey), ThrottleRow.RowKey, ETag.All, cancellationToken);
    }

    private SharedWindow? BrokerWindow(ThrottleKeys keys)
    {
        if (keys.Broker is not { } broker)
        {
            return null;
        }

        var rules = new ThrottleRules(keys.BrokerLimit, _rules.Window);
        var window = Window(broker, rules);

        if (window.Rules.Limit != rules.Limit)
        {
            // Made for a pause alone, by somebody who did not know the limit.
            _windows.TryUpdate(broker, Create(broker, rules), window);
            window = Window(broker, rules);
        }

        return window;
    }

    private SharedWindow Window(string key, ThrottleRules rules) => _windows.GetOrAdd(key, Create, rules);

    private SharedWindow Create(string key, ThrottleRules rules)
        => new(key, _table, rules, _clock, _time, () => Interlocked.Increment(ref _storageCalls));

    // What an idle window had reserved went back two windows after its last use; nothing is lost with it.
    private void DropIdle()
    {
        var now = _clock.Now;
        var length = 3 * _rules.Window;
        var swept = Volatile.Read(ref _sweptAt);

        if (_windows.Count < ManyWindows || now - swept < _rules.Window || Interlocked.CompareExchange(ref _sweptAt, now, swept) != swept)
        {
            return;
        }

        foreach (var (key, window) in _windows.Where(window => window.Value.UsedAt + length < now))
        {
            _windows.TryRemove(new(key, window));
        }
    }
}
