using System.Globalization;

namespace NotionSync.Benchmarks.Flow;

/// <summary>The lines that a scenario prints, and whether its goals were met.</summary>
internal sealed class Report
{
    private bool _isMissed;

    public int ExitCode => _isMissed ? 1 : 0;

    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    public void Goal(FormattableString what, bool isMet)
    {
        _isMissed |= !isMet;
        Console.WriteLine($"{(isMet ? "met   " : "MISSED")}  {what.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <returns>The value of <c>--name VALUE</c>.</returns>
    public static string? Option(string[] arguments, string name)
        => Array.IndexOf(arguments, name) is >= 0 and var at && at + 1 < arguments.Length ? arguments[at + 1] : null;

    public static int Number(string[] arguments, string name, int otherwise)
        => Option(arguments, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
