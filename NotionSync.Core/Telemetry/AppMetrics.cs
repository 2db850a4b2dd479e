using System.Diagnostics.Metrics;
using System.Text.Json;

namespace NotionSync.Telemetry;

/// <summary>
/// What operators watch, beside the calls of <c>NotionMetrics</c>: infra/monitor asks for these names. No id of a tenant or a
/// page becomes a tag. Lags and ages are histograms, so that an instance that stops measuring does not go on reporting.
/// </summary>
public static class AppMetrics
{
    /// <summary>The one meter of the app.</summary>
    public const string MeterName = "NotionSync";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Pages
        = Meter.CreateCounter<long>("notionsync.pages", "{page}", "Pages and databases that ended in an import or a sync, by outcome.");

    private static readonly Histogram<double> QueueAge
        = Meter.CreateHistogram<double>("notionsync.queue.age", "s", "Age of the oldest message that may be worked on, by queue.");

    private static readonly Counter<long> Poison
        = Meter.CreateCounter<long>("notionsync.poison.messages", "{message}", "Messages that were given up, by queue.");

    private static readonly Histogram<double> SyncLag
        = Meter.CreateHistogram<double>("notionsync.sync.lag", "s", "How far automatic syncs are behind their interval, by percentile of the tenants.");

    private static readonly Counter<long> WebhookFailures
        = Meter.CreateCounter<long>("notionsync.webhook.failures", "{webhook}", "Webhooks that were refused or not taken, by provider and reason.");

    private static readonly Histogram<double> ConnectionLifetime
        = Meter.CreateHistogram<double>("notionsync.connection.lifetime", "s", "Time from connecting until Notion refused the connection, by provider.");

    public static void PageEnded(string outcome) => Pages.Add(1, new KeyValuePair<string, object?>("outcome", Tag(outcome)));

    public static void QueueSeen(string queue, TimeSpan age) => QueueAge.Record(age.TotalSeconds, new KeyValuePair<string, object?>("queue", queue));

    public static void GaveUp(string queue) => Poison.Add(1, new KeyValuePair<string, object?>("queue", queue));

    /// <param name="provider">nango or notion.</param>
    /// <param name="reason">The problem's code, such as invalid_signature; unavailable where storage did not take it.</param>
    public static void WebhookFailed(string provider, string reason) => WebhookFailures.Add(1, new("provider", provider), new("reason", reason));

    public static void NeedsReauthorization(string provider, TimeSpan lifetime)
        => ConnectionLifetime.Record(lifetime.TotalSeconds, new KeyValuePair<string, object?>("provider", Tag(provider)));

    /// <param name="lags">The largest lag of each tenant; zero where its syncs are in time.</param>
    public static void SyncLagSeen(IReadOnlyCollection<TimeSpan> lags)
    {
        if (lags.Count == 0)
        {
            return;
        }

        var sorted = lags.Order().ToList();

        foreach (var percentile in (ReadOnlySpan<int>)[50, 95, 100])
        {
            var rank = (int)Math.Ceiling(percentile / 100.0 * sorted.Count) - 1;
            SyncLag.Record(sorted[Math.Max(0, rank)].TotalSeconds, new KeyValuePair<string, object?>("percentile", percentile));
        }
    }

    /// <summary>A name as values of tags are written: <c>rate_limited</c>.</summary>
    internal static string Tag(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
