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
}
