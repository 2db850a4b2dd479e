using System.Globalization;

namespace NotionSync.Cli.Reporting;

/// <summary>Numbers with their nouns and units.</summary>
internal static class Quantity
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>"1 page", "2 pages".</summary>
    public static string Of(int count, string noun)
        => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count is 1 ? string.Empty : "s")}");

    /// <summary>A size in units of 1000 bytes with at most one decimal; "?" when it is unknown.</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is null)
        {
            return "?";
        }

        var size = (double)bytes;
        var unit = 0;

        // 999.95 would show as 1000.0.
        while (size >= 999.95 && unit < Units.Length - 1)
        {
            size /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit is 0 ? $"{size:0}" : $"{size:0.0}")} {Units[unit]}");
    }
}
