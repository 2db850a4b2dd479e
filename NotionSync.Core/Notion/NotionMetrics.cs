using System.Diagnostics.Metrics;
using NotionSync.Telemetry;

namespace NotionSync.Notion;

/// <summary>What the client measures, under the meter <c>NotionSync</c>. Endpoints are templates: no id becomes a tag.</summary>
internal static class NotionMetrics
{
    private static readonly Meter Meter = new("NotionSync");

    private static readonly Counter<long> Calls
        = Meter.CreateCounter<long>("notion.calls", "{call}", "Requests sent to Notion, by endpoint and outcome.");

    private static readonly Histogram<double> Durations
        = Meter.CreateHistogram<double>("notion.call.duration", "s", "How long Notion took to answer.");

    private static readonly Counter<long> Retries
        = Meter.CreateCounter<long>("notion.retries", "{try}", "Tries after the first, by endpoint.");

    private static readonly Histogram<double> Waits
        = Meter.CreateHistogram<double>("notion.throttle.wait", "s", "Time spent in waiting for a slot, or the wait with which work was put back.");

    public static void Called(string endpoint, string outcome, TimeSpan duration)
    {
        outcome = AppMetrics.Tag(outcome);
        Calls.Add(1, new("endpoint", endpoint), new("outcome", outcome));
        Durations.Record(duration.TotalSeconds, new("endpoint", endpoint), new("outcome", outcome));
    }

    public static void Retried(string endpoint) => Retries.Add(1, new KeyValuePair<string, object?>("endpoint", endpoint));

    public static void Waited(TimeSpan wait, bool putBack) => Waits.Record(wait.TotalSeconds, new KeyValuePair<string, object?>("put_back", putBack));
}
