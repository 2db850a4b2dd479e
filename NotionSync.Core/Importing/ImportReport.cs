namespace NotionSync.Importing;

/// <summary>An import as people see it. Its counts add up: once it is over, what was never reached counts as skipped or failed.</summary>
public sealed record ImportReport(
    Import Import,
    ImportProgress Stored,
    IReadOnlyList<ImportFailure> Failures,
    IReadOnlyList<ImportNote> Notes,
    DateTimeOffset Now)
{
    public ImportProgress Progress
    {
        get
        {
            var unreached = Stored.Discovered - Stored.Done;

            return Import.Status switch
            {
                ImportStatus.Cancelled => Stored with { Skipped = Stored.Skipped + unreached },
                ImportStatus.Failed => Stored with { Failed = Stored.Failed + unreached },
                _ => Stored,
            };
        }
    }

    /// <summary>From the rate so far; <see langword="null"/> while nothing is done, and once the import is over.</summary>
    public int? EstimatedSecondsRemaining
        => Import.IsOver || Stored.Done == 0
            ? null
            : (int)Math.Ceiling((Now - Import.StartedAt).TotalSeconds / Stored.Done * (Stored.Discovered - Stored.Done));

    /// <summary>How much of what was found came into the library, and why the rest did not.</summary>
    public Completeness Completeness
        => new(
            Progress.Discovered,
            Progress.Imported,
            Progress.Unchanged,
            [.. Progress.Reasons.OrderByDescending(reason => reason.Value).Select(reason => new Unreachable(reason.Key, reason.Value, FailureCodes.Describe(reason.Key)))],
            IsWhole: Progress.IsDone && Progress.Failed == 0 && Progress.StepsFailed == 0 && Import.Status is ImportStatus.Completed or ImportStatus.CompletedWithErrors);
}

/// <param name="Reachable">Pages that the run found.</param>
/// <param name="IsWhole">The run found all that it looked for, and brought all of it.</param>
public sealed record Completeness(int Reachable, int Imported, int Unchanged, IReadOnlyList<Unreachable> Unreachable, bool IsWhole);

/// <summary>Pages that were found and could not be read.</summary>
public sealed record Unreachable(string Code, int Count, string Message);
