using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Control;

/// <summary>What was asked of the emulator since the start or the last reset.</summary>
internal sealed class Statistics
{
    private readonly ConcurrentDictionary<string, Count> _endpoints = new();
    private readonly ConcurrentDictionary<int, long> _statuses = new();
    private readonly ConcurrentQueue<JsonObject> _writes = new();
    private long _bytes;

    public void Add(string endpoint, int status, long bytes)
    {
        Interlocked.Increment(ref _endpoints.GetOrAdd(endpoint, _ => new Count()).Value);
        _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void AddWrite(JsonObject write) => _writes.Enqueue(write);

    public JsonObject ToJson()
    {
        var endpoints = _endpoints.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        var api = endpoints.Where(pair => pair.Key.Contains(" /v1/", StringComparison.Ordinal) && !pair.Key.Contains(" /v1/oauth/", StringComparison.Ordinal)).ToList();

        return new JsonObject
        {
            ["total"] = api.Sum(pair => Interlocked.Read(ref pair.Value.Value)),
            ["endpoints"] = new JsonObject(endpoints.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Interlocked.Read(ref pair.Value.Value)))),
            ["statuses"] = new JsonObject(_statuses.OrderBy(pair => pair.Key).Select(pair => KeyValuePair.Create($"{pair.Key}", (JsonNode?)pair.Value))),
            ["rateLimited"] = _statuses.GetValueOrDefault(429),
            ["bytes"] = Interlocked.Read(ref _bytes),
            ["writes"] = _writes.Count,
        };
    }

    public JsonArray WritesToJson() => [.. _writes.Select(write => write.DeepClone())];

    public void Reset()
    {
        _endpoints.Clear();
        _statuses.Clear();
        Interlocked.Exchange(ref _bytes, 0);
    }

    public void ResetWrites() => _writes.Clear();

    private sealed class Count
    {
        public long Value;
    }
}
