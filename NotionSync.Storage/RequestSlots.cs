namespace NotionSync.Storage;

/// <summary>
/// One worker's part of a connection's window: slots that it reserved and may take without asking storage, requests
/// under way, and requests that it has not told the others about. Not safe for calls at the same time.
/// </summary>
internal sealed class RequestSlots(ThrottleRules rules)
{
    private const int KnownMoments = 64;

    // How soon to ask again where nothing is known: all slots are under way in this worker.
    private const long Patience = 250;

    private readonly Guid _owner = Guid.NewGuid();
    private readonly Dictionary<long, int> _unreported = [];
    private readonly List<Slot> _slots = [];
    private IReadOnlyList<long> _later = [];
    private IReadOnlyDictionary<string, long> _endpoints = new Dictionary<string, long>();
    private long _pausedUntil;
    private long _sequence;
    private int _underWay;
    private int _denied;
    private int _expired;
    private int _batch = 1;

    /// <summary>Takes a slot, or tells when to come again, as far as that is known here.</summary>
    /// <param name="wait">Milliseconds; zero when a slot was taken.</param>
    /// <returns>False: nothing is known, the shared window has to be asked.</returns>
    public bool TryTake(long now, out long wait)
    {
        DropExpired(now);
        wait = 0;

        if (now < _pausedUntil)
        {
            wait = _pausedUntil - now;
            return true;
        }

        if (_slots.Count > 0 && _slots[0].From <= now)
        {
            _slots.RemoveAt(0);
            _underWay++;
            _denied = Math.Max(0, _denied - 1);
            return true;
        }

        if (_slots.Count == 0 && (_later.Count == 0 || _later[0] <= now))
        {
            return false;
        }

        // Each further caller is told a later moment, so that they do not all come back for one slot.
        var index = _denied++;
        var moment = index < _slots.Count ? _slots[index].From
            : _later.Count > 0 ? _later[Math.Min(index - _slots.Count, _later.Count - 1)]
            : _slots[^1].From + Patience;

        wait = Math.Max(1, moment - now);
        return true;
    }

    /// <summary>Milliseconds that the window is still paused.</summary>
    public long PauseLeft(long now) => Math.Max(0, _pausedUntil - now);

    /// <summary>Milliseconds until an endpoint may be called, as far as that is known here.</summary>
    public long EndpointWait(string endpoint, long now)
        => _endpoints.TryGetValue(endpoint, out var until) ? Math.Max(0, until - now) : 0;

    /// <summary>Gives a slot back that was taken, for a request that was not sent.</summary>
    public void Return(long now)
    {
        _underWay = Math.Max(0, _underWay - 1);
        _slots.Insert(0, new(now, now + rules.Lease));
    }

    /// <summary>Ends a request: it was counted at this moment at the latest.</summary>
    public void Release(long now, long duration)
    {
        var moment = rules.RoundUp(now - Math.Max(0, duration - rules.Arrival));
        _unreported[moment] = _unreported.GetValueOrDefault(moment) + 1;
        _underWay = Math.Max(0, _underWay - 1);
    }

    /// <summary>Writes into the shared window what this worker did and what it wants; nothing changes here before <see cref="Commit"/>.</summary>
    /// <param name="callers">How many wait for a slot.</param>
    /// <param name="length">The window with its margin.</param>
    /// <param name="patience">Added to the time in which slots may be taken: as long as storage takes to answer.</param>
    public Proposal Propose(RequestWindow window, long now, int callers, long length, long patience)
    {
        window.Forget(now, length);
        DropExpired(now);

        foreach (var (moment, count) in _unreported)
        {
            window.Add(moment, count);
        }

        var isPaused = now < window.PausedUntil;

        var held = _underWay + (isPaused ? 0 : _slots.Count);

        window.Allowance = rules.Learns && !isPaused
            ? Grow(window, now, held)
            : window.Allowance;

        var limit = rules.Learns ? window.Allowance?.Limit ?? rules.Limit : rules.Limit;
        var moments = window.FreeMoments(_owner, held, limit, now, length).Take(KnownMoments).ToArray();
        var wanted = Math.Max(callers, NextBatch());
        var granted = isPaused ? [] : moments.TakeWhile(moment => moment <= now + rules.Horizon).Take(wanted).ToArray();
        var slots = granted.Select(moment => new Slot(moment, moment + rules.Lease + patience)).ToArray();
        var until = _slots.Concat(slots).Select(slot => slot.Until).Append(now).Max() + rules.Arrival;

        window.SetLease(_owner, held + granted.Length, until, ++_sequence);

        return new(
            _sequence,
            new Dictionary<long, int>(_unreported),
            slots,
            moments.Length > granted.Length ? moments[granted.Length..] : [now + Patience],
            isPaused ? window.PausedUntil : 0,
            new Dictionary<string, long>(window.Endpoints));
    }

    /// <summary>Whether a window has a proposal in it: a write may succeed although its answer got lost.</summary>
    public bool IsIn(RequestWindow window, Proposal proposal) => window.HasLease(_owner, proposal.Sequence);

    /// <summary>Whether other workers use the window too.</summary>
    public bool SharesWithOthers(RequestWindow window) => window.IsSharedBeside(_owner);

    /// <summary>Takes over a proposal that was stored.</summary>
    public void Commit(Proposal proposal)
    {
        foreach (var (moment, count) in proposal.Reported)
        {
            if ((_unreported[moment] -= count) == 0)
            {
                _unreported.Remove(moment);
            }
        }

        _batch = NextBatch();
        _expired = 0;
        _denied = 0;
        _slots.AddRange(proposal.Slots);
        _later = proposal.Later;
        _endpoints = proposal.Endpoints;
        Pause(proposal.PausedUntil);
    }

    /// <summary>Gives back what was reserved and takes nothing before a moment.</summary>
    public void Pause(long until)
    {
        if (until > _pausedUntil)
        {
            _pausedUntil = until;
            _slots.Clear();
            _later = [];
        }
    }

    public void PauseEndpoint(string endpoint, long until)
        => _endpoints = new Dictionary<string, long>(_endpoints) { [endpoint] = Math.Max(until, _endpoints.GetValueOrDefault(endpoint)) };

    private Allowance Grow(RequestWindow window, long now, int held)
    {
        var known = window.Allowance ?? Allowance.First(rules, now);
        var spokenFor = window.Counted + held + window.HeldBeside(_owner);
        return known.Grow(rules, now, window.Counted, spokenFor, isHungry: _denied > 0 || spokenFor >= known.Limit);
    }

    // Grows while all that was reserved is taken, shrinks when some was not.
    private int NextBatch()
        => _expired > 0 ? Math.Max(1, _batch / 2) : Math.Min(rules.MaxBatch, _batch * 2);

    private void DropExpired(long now) => _expired += _slots.RemoveAll(slot => slot.Until < now);

    /// <summary>A slot that may be taken from one moment to another.</summary>
    internal readonly record struct Slot(long From, long Until);

    internal sealed record Proposal(
        long Sequence,
        IReadOnlyDictionary<long, int> Reported,
        IReadOnlyList<Slot> Slots,
        IReadOnlyList<long> Later,
        long PausedUntil,
        IReadOnlyDictionary<string, long> Endpoints);
}
