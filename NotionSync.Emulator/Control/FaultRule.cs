using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotionSync.Emulator.Control;

/// <summary>One fault to be played: which requests it meets, how often, and what happens to them.</summary>
internal sealed class FaultRule
{
    private readonly Lock _gate = new();
    private readonly string? _method;
    private readonly Regex _path;
    private readonly bool _isForNango;
    private readonly HashSet<int> _nth;
    private readonly int _after;
    private readonly int? _count;
    private readonly double _probability;
    private readonly Random _random;
    private readonly JsonObject _json;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _met;
    private int _played;

    /// <exception cref="FormatException">A property is unknown or of the wrong type.</exception>
    public FaultRule(JsonObject json)
    {
        _json = json;

        if (json.FirstOrDefault(property => !Known.Contains(property.Key)).Key is { } unknown)
        {
            throw new FormatException($"A fault has no '{unknown}'; it knows {string.Join(", ", Known)}.");
        }

        try
        {
            _method = (string?)json["method"];
            _path = new Regex((string?)json["path"] ?? ".", RegexOptions.CultureInvariant);
            _isForNango = ((string?)json["path"])?.Contains("/nango", StringComparison.Ordinal) ?? false;
            _nth = json["nth"] switch { null => [], JsonArray several => [.. several.Select(one => (int)one!)], var one => [(int)one] };
            _after = (int?)json["after"] ?? 0;
            _count = (int?)json["count"];
            _probability = (double?)json["probability"] ?? 1;
            _random = new Random((int?)json["seed"] ?? 0);
            Status = (int?)json["status"];
            Code = (string?)json["code"];
            Reason = (string?)json["reason"];
            Message = (string?)json["message"];
            Body = json["body"];
            Headers = json["headers"] as JsonObject ?? [];
            RetryAfter = (int?)json["retryAfter"];
            LatencyMilliseconds = (int?)json["latencyMs"] ?? 0;
            Holds = (bool?)json["hold"] ?? false;
            CutAfterBytes = (long?)json["cutAfterBytes"];
            IsCleanCut = (bool?)json["cleanCut"] ?? false;
            ExpiresCursor = (bool?)json["expireCursor"] ?? false;
            Drops = (bool?)json["drop"] ?? false;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"Not a fault: {json.ToJsonString()} ({error.Message})", error);
        }
    }

    private static readonly string[] Known =
    [
        "method", "path", "nth", "after", "count", "probability", "seed", "status", "code", "reason", "message", "body", "headers",
        "retryAfter", "latencyMs", "hold", "cutAfterBytes", "cleanCut", "expireCursor", "drop",
    ];

    public int? Status { get; }

    public string? Code { get; }

    /// <summary>The <c>rate_limit_reason</c> of a 429.</summary>
    public string? Reason { get; }

    public string? Message { get; }

    /// <summary>A string is sent as it is, anything else as JSON; null: the error body that Notion has for the status.</summary>
    public JsonNode? Body { get; }

    public JsonObject Headers { get; }

    public int? RetryAfter { get; }

    public int LatencyMilliseconds { get; }

    /// <summary>Whether a request waits until the rule has <see cref="Ended"/>.</summary>
    public bool Holds { get; }

    /// <summary>Completes when the rule was taken away.</summary>
    public Task Ended => _ended.Task;

    public long? CutAfterBytes { get; }

    /// <summary>True: the shorter body is complete HTTP; false: the connection breaks in the middle.</summary>
    public bool IsCleanCut { get; }

    public bool ExpiresCursor { get; }

    public bool Drops { get; }

    /// <summary>Counts a request when it is one that this rule means.</summary>
    /// <returns>Whether the fault is to be played on it.</returns>
    public bool Meets(HttpRequest request, bool hasCursor)
    {
        if ((_method is not null && !request.Method.Equals(_method, StringComparison.OrdinalIgnoreCase))
            || (ExpiresCursor && !hasCursor)
            // What Nango passes on comes again, as a request to Notion: that is the one to be met, and counted once.
            || (!_isForNango && request.Path.StartsWithSegments("/nango", StringComparison.Ordinal))
            || !_path.IsMatch(request.Path.Value + request.QueryString.Value))
        {
            return false;
        }

        lock (_gate)
        {
            _met++;

            if (_met <= _after
                || (_nth.Count > 0 && !_nth.Contains(_met))
                || _played >= _count
                || (_probability < 1 && _random.NextDouble() >= _probability))
            {
                return false;
            }

            _played++;
            return true;
        }
    }

    /// <summary>To be called when the rule is taken away: lets go what it holds.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>The rule as it was given, with how many requests it <c>met</c> and on how many it was <c>played</c>.</summary>
    public JsonObject ToJson()
    {
        var json = _json.DeepClone().AsObject();

        lock (_gate)
        {
            json["met"] = _met;
            json["played"] = _played;
        }

        return json;
    }
}
