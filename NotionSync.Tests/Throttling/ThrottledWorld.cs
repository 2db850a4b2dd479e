using NotionSync.Storage;

namespace NotionSync.Tests.Throttling;

/// <summary>
/// Workers with callers that want to call Notion without end, a row that they change conditionally, and a clock that
/// jumps from event to event. Records when requests arrive at Notion.
/// </summary>
internal sealed class ThrottledWorld(ThrottleRules rules, int seed)
{
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Action, (long Time, long Order)> _events = new();
    private readonly List<long> _arrivals = [];
    private RequestWindow _row = new();
    private long _version;
    private long _now = 1_000_000;
    private long _order;
    private long _end;

    public int Workers { get; init; } = 1;

    public int CallersPerWorker { get; init; } = 1;

    /// <summary>Workers die at random and are replaced by new ones that know nothing.</summary>
    public bool Deaths { get; init; }

    /// <summary>Callers have nothing to do now and then.</summary>
    public bool Idleness { get; init; }

    /// <summary>Storage and Notion take seconds now and then.</summary>
    public bool Slowness { get; init; }

    /// <summary>What Notion really allows in a window, where that is to be learned; null: nothing is refused.</summary>
    public int? Plan { get; init; }

    /// <summary>Notion counts in windows that begin on the minute, and not in ones that slide.</summary>
    public bool FixedWindows { get; init; }

    /// <summary>When Notion refused a request.</summary>
    public List<long> Refusals { get; } = [];

    public int StorageCalls { get; private set; }

    public Allowance? Learned => _row.Allowance;

    public int Requests => _arrivals.Count;

    private long Length => rules.Window + rules.Margin;

    public void Run(TimeSpan duration)
    {
        _end = _now + (long)duration.TotalMilliseconds;

        for (var worker = 0; worker < Workers; worker++)
        {
            Start();
        }

        while (_events.TryDequeue(out var next, out var at) && at.Time < _end)
        {
            _now = at.Time;
            next();
        }

        _arrivals.Sort();
    }

    /// <summary>How many requests came while the limit was already reached within some window.</summary>
    public int Crossings() => _arrivals.Skip(rules.Limit).Zip(_arrivals).Count(pair => pair.First - pair.Second < rules.Window);

    /// <summary>How long whole allowances took to be used, against the windows they are meant for.</summary>
    public double UseOfAllowance(TimeSpan from)
    {
        var first = _arrivals.FindIndex(arrival => arrival - _arrivals[0] >= from.TotalMilliseconds);
        var windows = (_arrivals.Count - 1 - first) / rules.Limit;
        return windows * rules.Window / (double)(_arrivals[first + (windows * rules.Limit)] - _arrivals[first]);
    }

    private void Start()
    {
        var worker = new Worker(new(rules));

        for (var caller = 0; caller < CallersPerWorker; caller++)
        {
            At(_random.Next(100), () => Call(worker));
        }

        if (Deaths)
        {
            At(_random.Next(1000, 20_000), () =>
            {
                worker.IsDead = true;
                Start();
            });
        }
    }

    private void Call(Worker worker)
    {
        if (worker.IsDead)
        {
            return;
        }

        if (!worker.Slots.TryTake(_now, out var wait))
        {
            worker.Waiting.Add(() => Call(worker));

            if (worker.Waiting.Count == 1)
            {
                Reserve(worker);
            }
        }
        else if (wait > 0)
        {
            At(wait, () => Call(worker));
        }
        else
        {
            Send(worker);
        }
    }

    private void Send(Worker worker)
    {
        var sent = _now;

        // A request arrives even when the worker that sent it dies.
        At(Latency(150), () =>
        {
            var isRefused = IsRefused();
            (isRefused ? Refusals : _arrivals).Add(_now);

            At(Latency(150), () =>
            {
                if (!worker.IsDead)
                {
                    worker.Slots.Release(_now, _now - sent);

                    if (isRefused)
                    {
                        _row.Pause(_now + (rules.Window / 4));
                        _row.Allowance = (_row.Allowance ?? Allowance.First(rules, _now)).Refuse(rules, _now);
                        _version++;
                        worker.Slots.Pause(_now + (rules.Window / 4));
                    }

                    At(Idleness && _random.Next(20) == 0 ? _random.Next(15_000) : 0, () => Call(worker));
                }
            });
        });
    }

    private bool IsRefused()
    {
        var since = FixedWindows ? _now / rules.Window * rules.Window : _now - rules.Window + 1;
        return Plan is { } plan && _arrivals.Count >= plan && _arrivals[^plan] >= since;
    }

    private void Reserve(Worker worker)
    {
        var read = RequestWindow.Read(_row.WriteUses(), _row.WriteLeases(), _row.PausedUntil);
        read.Allowance = _row.Allowance;
        var version = _version;
        var started = _now;
        var proposal = worker.Slots.Propose(read, _now, worker.Waiting.Count, Length, patience: 2 * worker.LastDuration);
        StorageCalls += 2;

        At(Latency(15), () =>
        {
            if (worker.IsDead)
            {
                return;
            }

            if (version != _version)
            {
                At(_random.Next(1, 20), () => Reserve(worker));
                return;
            }

            _row = read;
            _version++;

            // It may die before it learns that it was heard.
            At(Latency(15), () =>
            {
                if (worker.IsDead)
                {
                    return;
                }

                worker.Slots.Commit(proposal);
                worker.LastDuration = _now - started;
                var waiting = worker.Waiting.ToArray();
                worker.Waiting.Clear();

                foreach (var caller in waiting)
                {
                    caller();
                }
            });
        });
    }

    private long Latency(int most) => Slowness && _random.Next(50) == 0 ? _random.Next(1800) : _random.Next(most);

    private void At(long delay, Action action) => _events.Enqueue(action, (_now + delay, _order++));

    private sealed class Worker(RequestSlots slots)
    {
        public RequestSlots Slots { get; } = slots;

        public List<Action> Waiting { get; } = [];

        public long LastDuration { get; set; }

        public bool IsDead { get; set; }
    }
}
