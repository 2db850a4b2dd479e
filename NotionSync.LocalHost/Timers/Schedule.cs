using System.Globalization;
using NCrontab;

namespace NotionSync.LocalHost.Timers;

/// <summary>When a timer is due: an NCRONTAB expression of six or five fields, in UTC, or a constant interval.</summary>
internal sealed class Schedule
{
    // As on the Functions host: what runs more often than once a minute does not make up for missed runs.
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);

    private readonly Func<DateTime, DateTime> _next;

    private Schedule(Func<DateTime, DateTime> next) => _next = next;

    /// <exception cref="StartupException">The text is neither an NCRONTAB expression nor a positive time span.</exception>
    public static Schedule Parse(string text)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
        {
            return new((after) => after + interval);
        }

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        return CrontabSchedule.TryParse(text, new() { IncludingSeconds = fields.Length is 6 }) is { } crontab
            ? new(crontab.GetNextOccurrence)
            : throw new StartupException(
                $"'{text}' is no schedule. Write six fields (second minute hour day month weekday), like '0 */15 * * * *', or a time span, like '00:15:00'.");
    }

    /// <summary>The first moment after the given one at which the timer is due.</summary>
    public DateTimeOffset Next(DateTimeOffset after) => new(_next(after.UtcDateTime), TimeSpan.Zero);

    /// <summary>Whether runs that nobody was there for are made up for when a process starts.</summary>
    public bool IsMonitored(DateTimeOffset now)
    {
        var first = Next(now);
        return Next(first) - first >= ShortestMonitored;
    }
}
