using System.Globalization;
using NotionSync.Cli.Api;
using Spectre.Console;

namespace NotionSync.Cli.Reporting;

/// <summary>What came of an import: the totals, reconciled, each failure by name, and what it cost in calls.</summary>
internal sealed class ImportReport(IAnsiConsole console)
{
    public void Write(Import import, TimeSpan elapsed)
    {
        var pages = import.Pages;
        var seconds = elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

        console.Line($"Import {import.Status.Replace('_', ' ')} after {seconds} s.{(import.Error is { } error ? $" {error.Code}: {error.Message}" : string.Empty)}");
        console.Line($"  Pages: {pages.Discovered} discovered {(pages.Reconcile ? "=" : "BUT NOT EQUAL TO")} "
            + $"{pages.Imported} imported + {pages.Unchanged} unchanged + {pages.Skipped} skipped + {pages.Failed} failed");

        WriteFailures(import);

        foreach (var note in (import.Notes ?? []).GroupBy((note) => $"{note.Code}: {note.Message}").OrderByDescending((group) => group.Count()))
        {
            console.Line($"  Noted {Quantity.Of(note.Count(), "time")}: {note.Key}");
        }

        WriteCalls(import);
    }

    private void WriteFailures(Import import)
    {
        foreach (var failure in import.Failures ?? [])
        {
            console.Line($"  Failed: {failure.Title ?? "(untitled)"} ({failure.PageId}): {failure.Code}: {failure.Message}");
        }

        var unnamed = import.Pages.Failed - (import.Failures?.Count ?? 0);

        if (unnamed > 0)
        {
            console.Line($"  Failed: {Quantity.Of(unnamed, "more page")}");
        }
    }

    private void WriteCalls(Import import)
    {
        if (import.Calls is not { } calls)
        {
            return;
        }

        var perPage = import.Pages.Done is 0
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", {(double)calls.Made / import.Pages.Done:0.00} per page");
        var bound = calls.LowerBound is { } lowest
            ? string.Create(CultureInfo.InvariantCulture, $"; the lower bound is {lowest}")
            : string.Empty;
        console.Line(string.Create(CultureInfo.InvariantCulture, $"  Calls to Notion: {calls.Made}{perPage}{bound}"));
    }
}
