using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Azure.Storage.Queues;
using NotionSync.Storage;
using NotionSync.Telemetry;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Telemetry;

/// <summary>What alerts and the workbook ask for, as it is measured. Other tests measure at the same time: only what is expected is looked for.</summary>
public sealed class AppMetricsTests : IDisposable
{
    private readonly ConcurrentQueue<string> _measured = [];
    private readonly MeterListener _listener = new()
    {
        InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == AppMetrics.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        },
    };

    public AppMetricsTests()
    {
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void The_lag_of_syncs_is_measured_by_percentile_of_the_tenants()
    {
        AppMetrics.SyncLagSeen([.. Enumerable.Range(1, 100).Select(minutes => TimeSpan.FromSeconds(minutes * 0.5))]);

        Assert.Contains("notionsync.sync.lag 25 percentile=50", _measured);
        Assert.Contains("notionsync.sync.lag 47.5 percentile=95", _measured);
        Assert.Contains("notionsync.sync.lag 50 percentile=100", _measured);
    }

    [Fact]
    public async Task A_message_on_a_poison_queue_is_counted_under_the_queue_it_was_given_up_on()
    {
        await MessageTrace.RunAsync("given-up-here-poison", "{}", () => Task.CompletedTask);

        Assert.Contains("notionsync.poison.messages 1 queue=given-up-here", _measured);
    }

    [Fact]
    public async Task The_age_of_the_oldest_message_is_measured_for_each_queue()
    {
        await using var storage = await Azurite.StartAsync(persistent: false);
        var queues = new QueueServiceClient(storage.ConnectionString);
        await Task.WhenAll(StorageNames.Queues.Select(name => queues.GetQueueClient(name).CreateAsync()));
        var waiting = queues.GetQueueClient(StorageNames.Queues[0]);
        var sent = (await waiting.SendMessageAsync("{}")).Value.InsertionTime;

        await new QueueAges(queues, new Fixed(sent.AddSeconds(90))).MeasureAsync(CancellationToken.None);

        Assert.Contains($"notionsync.queue.age 90 queue={waiting.Name}", _measured);
        Assert.All(StorageNames.Queues.Skip(1), name => Assert.Contains($"notionsync.queue.age 0 queue={name}", _measured));
    }

    [Fact]
    public void Names_in_tags_are_written_as_the_runbooks_write_them()
    {
        AppMetrics.PageEnded("Imported");
        AppMetrics.NeedsReauthorization("Nango", TimeSpan.FromDays(2));
        AppMetrics.WebhookFailed("notion", "invalid_signature");

        Assert.Contains("notionsync.pages 1 outcome=imported", _measured);
        Assert.Contains("notionsync.connection.lifetime 172800 provider=nango", _measured);
        Assert.Contains("notionsync.webhook.failures 1 provider=notion reason=invalid_signature", _measured);
    }

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _measured.Enqueue(string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
