namespace NotionSync.Streams;

/// <summary>Where one answer ends at the latest; the state in its last lines says where the next one goes on.</summary>
/// <param name="MaxBytes">Of the lines together; the record that exceeds it is still brought.</param>
public sealed record StreamBounds(int MaxRecords, TimeSpan MaxTime, long MaxBytes)
{
    /// <summary>Below the 230 seconds after which Azure's front end closes a request.</summary>
    public const int LongestSeconds = 200;

    public const int DefaultSeconds = 60;
    public const int DefaultRecords = 100_000;
    public const int MostRecords = 1_000_000;
    public const int DefaultMegabytes = 64;
    public const int MostMegabytes = 1024;

    /// <exception cref="ProblemException"><c>invalid_request</c>.</exception>
    public static StreamBounds Of(int? maxRecords, int? maxSeconds, int? maxMegabytes)
        => new(
            Check("maxRecords", maxRecords ?? DefaultRecords, MostRecords),
            TimeSpan.FromSeconds(Check("maxSeconds", maxSeconds ?? DefaultSeconds, LongestSeconds)),
            Check("maxMegabytes", maxMegabytes ?? DefaultMegabytes, MostMegabytes) * 1024L * 1024);

    private static int Check(string name, int value, int most)
        => value >= 1 && value <= most ? value : throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"{name} must be a number from 1 to {most}.");
}
