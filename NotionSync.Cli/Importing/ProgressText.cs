using System.Globalization;
using NotionSync.Cli.Api;

namespace NotionSync.Cli.Importing;

/// <summary>How far an import is, in words.</summary>
internal static class ProgressText
{
    /// <param name="import">Its state.</param>
    /// <param name="elapsed">How long it has been running.</param>
    public static string Of(Import import, TimeSpan elapsed)
    {
        var pages = import.Pages;
        var text = string.Create(CultureInfo.InvariantCulture, $"{pages.Done} of {pages.Discovered} pages");

        if (pages.Done is 0 || elapsed <= TimeSpan.Zero)
        {
            return text;
        }

        var perSecond = pages.Done / elapsed.TotalSeconds;
        text += string.Create(CultureInfo.InvariantCulture, $", {perSecond:0.0}/s");

        return import.HasEnded || pages.Discovered <= pages.Done
            ? text
            : $"{text}, about {Duration(import.EstimatedSecondsRemaining ?? (pages.Discovered - pages.Done) / perSecond)} left";
    }

    /// <summary>A duration as a person says it: seconds up to two minutes, then minutes, then hours.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(seconds / 60):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };
}
