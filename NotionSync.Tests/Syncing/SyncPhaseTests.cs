using NotionSync.Syncing;

namespace NotionSync.Tests.Syncing;

public sealed class SyncPhaseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(4);

    [Fact]
    public void A_connection_keeps_its_moment_whenever_it_is_worked_off()
    {
        var first = SyncPhase.Next("t", "c", Interval, Noon);

        Assert.InRange(first - Noon, TimeSpan.FromMinutes(1), Interval + TimeSpan.FromMinutes(1));
        Assert.Equal(first + Interval, SyncPhase.Next("t", "c", Interval, first));
        Assert.Equal(first + Interval, SyncPhase.Next("t", "c", Interval, first + TimeSpan.FromMinutes(200)));
        Assert.Equal(first, SyncPhase.Next("t", "c", Interval, first - TimeSpan.FromMinutes(3)));
    }

    [Fact]
    public void Connections_are_spread_over_the_interval()
    {
        var perQuarter = Enumerable.Range(0, 16_000)
            .Select(number => SyncPhase.Next("tenant", $"connection-{number}", Interval, Noon))
            .CountBy(next => (next - Noon).Ticks / TimeSpan.FromMinutes(15).Ticks)
            .ToDictionary();

        // 16 quarters of an hour with a thousand each, give or take.
        Assert.All(Enumerable.Range(1, 15), quarter => Assert.InRange(perQuarter[quarter], 850, 1150));
    }
}
