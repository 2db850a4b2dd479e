using System.Buffers.Binary;

namespace NotionSync.Storage;

/// <summary>
/// What all workers of a connection know together: when requests were made, and how many more each worker has reserved.
/// The window slides: a slot is free again one window after its request was certainly counted. So no 60 seconds, wherever
/// they start, hold more than the limit, whether Notion counts in fixed windows or in sliding ones, and a whole window's
/// allowance can still be used in one burst.
/// </summary>
/// <remarks>Moments are milliseconds since 1970 on the clock that the workers share.</remarks>
internal sealed class RequestWindow
{
    private const int UseSize = 12;
    private const int LeaseSize = 36;

    // Requests by the moment at which they had been counted at the latest.
    private readonly SortedDictionary<long, int> _uses = [];
    private readonly Dictionary<Guid, Lease> _leases = [];

    // Endpoints that Notion limits beside the connection, with the moments until which they are paused.
    private readonly Dictionary<string, long> _endpoints = new(StringComparer.Ordinal);

    public long PausedUntil { get; private set; }

    /// <summary>What was learned of the limit; null where nothing was yet, or the limit is given.</summary>
    public Allowance? Allowance { get; set; }

    /// <summary>Requests that were answered within the window.</summary>
    public int Counted => _uses.Values.Sum();

    /// <summary>What workers other than this one hold.</summary>
    public int HeldBeside(Guid owner) => _leases.Where(lease => lease.Key != owner).Sum(lease => lease.Value.Count);

    public IReadOnlyDictionary<string, long> Endpoints => _endpoints;

    /// <summary>Whether workers other than this one have slots or had some within the window.</summary>
    public bool IsSharedBeside(Guid owner) => _leases.Keys.Any(other => other != owner);

    /// <summary>Reads what <see cref="WriteUses"/> and <see cref="WriteLeases"/> wrote.</summary>
    public static RequestWindow Read(ReadOnlySpan<byte> uses, ReadOnlySpan<byte> leases, long pausedUntil)
    {
        var window = new RequestWindow { PausedUntil = pausedUntil };

        for (; uses.Length >= UseSize; uses = uses[UseSize..])
        {
            window._uses[BinaryPrimitives.ReadInt64LittleEndian(uses)] = BinaryPrimitives.ReadInt32LittleEndian(uses[8..]);
        }

        for (; leases.Length >= LeaseSize; leases = leases[LeaseSize..])
        {
            window._leases[new(leases[..16])] = new(
                BinaryPrimitives.ReadInt32LittleEndian(leases[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(leases[20..]),
                BinaryPrimitives.ReadInt64LittleEndian(leases[28..]));
        }

        return window;
    }

    public byte[] WriteUses()
    {
        var bytes = new byte[_uses.Count * UseSize];
        var rest = bytes.AsSpan();

        foreach (var (moment, count) in _uses)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, moment);
            BinaryPrimitives.WriteInt32LittleEndian(rest[8..], count);
            rest = rest[UseSize..];
        }

        return bytes;
    }

    public byte[] WriteLeases()
    {
        var bytes = new byte[_leases.Count * LeaseSize];
        var rest = bytes.AsSpan();

        foreach (var (owner, lease) in _leases)
        {
            owner.TryWriteBytes(rest);
            BinaryPrimitives.WriteInt32LittleEndian(rest[16..], lease.Count);
            BinaryPrimitives.WriteInt64LittleEndian(rest[20..], lease.Until);
            BinaryPrimitives.WriteInt64LittleEndian(rest[28..], lease.Sequence);
            rest = rest[LeaseSize..];
        }

        return bytes;
    }

    /// <summary>Drops what no longer matters at a moment.</summary>
    /// <param name="length">The window with its margin.</param>
    public void Forget(long now, long length)
    {
        while (_uses.Count > 0 && _uses.First().Key is var moment && moment + length <= now)
        {
            _uses.Remove(moment);
        }

        foreach (var (owner, lease) in _leases)
        {
            if (lease.Until + length <= now)
            {
                _leases.Remove(owner);
            }
        }

        foreach (var (endpoint, until) in _endpoints)
        {
            if (until <= now)
            {
                _endpoints.Remove(endpoint);
            }
        }
    }

    public void Add(long moment, int count) => _uses[moment] = _uses.GetValueOrDefault(moment) + count;

    /// <summary>Replaces what a worker holds: requests under way and slots not taken yet.</summary>
    /// <param name="until">When the last of them will have been counted. A worker that dies keeps them until a window later.</param>
    /// <param name="sequence">Tells the worker whether this state came from its own last write.</param>
    public void SetLease(Guid owner, int count, long until, long sequence) => _leases[owner] = new(count, until, sequence);

    public bool HasLease(Guid owner, long sequence) => _leases.TryGetValue(owner, out var lease) && lease.Sequence == sequence;

    public void PauseEndpoint(string endpoint, long until) => _endpoints[endpoint] = Math.Max(until, _endpoints.GetValueOrDefault(endpoint));

    public void Pause(long until) => PausedUntil = Math.Max(PausedUntil, until);

    /// <summary>The moments at which one more slot is free each, in order; the first ones may be <paramref name="now"/>.</summary>
    /// <param name="owner">The worker that asks; its lease is not counted, but <paramref name="held"/> is.</param>
    /// <param name="held">What it holds already, which does not become free soon.</param>
    public IEnumerable<long> FreeMoments(Guid owner, int held, int limit, long now, long length)
    {
        var earliest = Math.Max(now, PausedUntil);
        var taken = _uses
            .Select(use => (Moment: use.Key + length, Count: use.Value))
            .Concat(_leases.Where(lease => lease.Key != owner).Select(lease => (Moment: lease.Value.Until + length, lease.Value.Count)))
            .OrderBy(item => item.Moment)
            .ToArray();

        var surplus = held + taken.Sum(item => item.Count) - limit;

        for (; surplus < 0; surplus++)
        {
            yield return earliest;
        }

        // With one more than the limit spoken for, the first that leaves the window makes no room; the next one does.
        foreach (var (moment, count) in taken)
        {
            for (var left = count; left > 0; left--)
            {
                if (surplus-- <= 0)
                {
                    yield return Math.Max(earliest, moment);
                }
            }
        }
    }

    private readonly record struct Lease(int Count, long Until, long Sequence);
}
