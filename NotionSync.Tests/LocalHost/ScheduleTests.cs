using NotionSync.LocalHost;
using NotionSync.LocalHost.Timers;

namespace NotionSync.Tests.LocalHost;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 8, 7, 6, TimeSpan.Zero);

    [Theory]
    [InlineData("0 */15 * * * *", "2026-03-02T08:15:00Z")]
    [InlineData("30 5 9 * * *", "2026-03-02T09:05:30Z")]
    [InlineData("*/15 * * * *", "2026-03-02T08:15:00Z")]
    [InlineData("0 0 0 * * SUN", "2026-03-08T00:00:00Z")]
    [InlineData("00:10:00", "2026-03-02T08:17:06Z")]
    public void The_next_run_follows_from_six_fields_five_fields_or_an_interval(string text, string next)
        => Assert.Equal(DateTimeOffset.Parse(next, null), Schedule.Parse(text).Next(Morning));

    [Theory]
    [InlineData("")]
    [InlineData("* * *")]
    [InlineData("0 61 * * * *")]
    [InlineData("-00:10:00")]
    public void What_is_no_schedule_is_refused(string text)
        => Assert.Throws<StartupException>(() => Schedule.Parse(text));

    [Theory]
    [InlineData("0 * * * * *", true)]
    [InlineData("*/30 * * * * *", false)]
    [InlineData("00:00:59", false)]
    public void Missed_runs_are_made_up_for_when_a_minute_or_more_lies_between_runs(string text, bool isMonitored)
        => Assert.Equal(isMonitored, Schedule.Parse(text).IsMonitored(Morning));
}
