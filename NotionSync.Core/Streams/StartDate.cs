using System.Globalization;

namespace NotionSync.Streams;

/// <summary>The <c>start_date</c> of incremental reads, written as Airbyte's connector takes it: <c>2024-01-31T00:00:00.000Z</c>.</summary>
public static class StartDate
{
    public const string Pattern = @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?Z$";

    private const int DefaultYears = 2;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Reads a start date; without one it lies two years back.</summary>
    /// <exception cref="ProblemException"><c>invalid_start_date</c>: not UTC in that form, or in the future.</exception>
    public static DateTimeOffset Parse(string? text, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();

        if (string.IsNullOrWhiteSpace(text))
        {
            return now.AddYears(-DefaultYears);
        }

        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            throw Invalid("start_date must be a UTC time such as 2024-01-31T00:00:00.000Z.");
        }

        return date <= now ? date : throw Invalid("start_date lies in the future.");
    }

    private static ProblemException Invalid(string detail) => new(ProblemKind.Invalid, "invalid_start_date", detail);
}
