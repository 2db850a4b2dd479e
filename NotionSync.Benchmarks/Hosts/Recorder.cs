using System.Collections.Concurrent;

namespace NotionSync.Benchmarks.Hosts;

/// <summary>Times of answers in milliseconds, and what was no proper answer.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentBag<double> _times = [];

    public ConcurrentBag<string> Errors { get; } = [];

    public int Count => _times.Count;

    public void Add(double milliseconds) => _times.Add(milliseconds);

    public double Percentile(int percentile)
    {
        var sorted = _times.Order().ToList();
        return sorted[(int)((sorted.Count - 1) * percentile / 100.0)];
    }
}
