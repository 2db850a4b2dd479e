using NotionSync.Cli.Api;
using Spectre.Console;

namespace NotionSync.Cli.Importing;

/// <summary>Shows an import while it runs: a live bar on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class ImportProgress(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    // Below this the bar's columns do not fit beside each other.
    private const int BarWidth = 30;

    /// <param name="follow">Follows the import and tells its states.</param>
    /// <returns>What <paramref name="follow"/> returned, and how long it took.</returns>
    public async Task<(Import Import, TimeSpan Elapsed)> ShowAsync(Func<Action<Import>, Task<Import>> follow)
    {
        var started = time.GetTimestamp();
        var isLive = console.Profile.Capabilities is { Interactive: true, Ansi: true } && console.Profile.Width >= BarWidth;
        var import = isLive ? await ShowBarAsync(follow, started) : await ShowLinesAsync(follow, started);
        return (import, time.GetElapsedTime(started));
    }

    private Task<Import> ShowBarAsync(Func<Action<Import>, Task<Import>> follow, long started)
        => console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = BarWidth }, new TaskDescriptionColumn { Alignment = Justify.Left }, new SpinnerColumn())
            .StartAsync(async (context) =>
            {
                var task = context.AddTask("looking for pages", maxValue: 1);

                return await follow((import) =>
                {
                    task.MaxValue = Math.Max(1, import.Pages.Discovered);
                    task.Value = import.Pages.Done;
                    task.Description = ProgressText.Of(import, time.GetElapsedTime(started));
                });
            });

    private async Task<Import> ShowLinesAsync(Func<Action<Import>, Task<Import>> follow, long started)
    {
        var lastLine = started;

        return await follow((import) =>
        {
            if (import.HasEnded || time.GetElapsedTime(lastLine) < LineInterval)
            {
                return;
            }

            lastLine = time.GetTimestamp();
            console.Line($"  {ProgressText.Of(import, time.GetElapsedTime(started))}");
        });
    }
}
