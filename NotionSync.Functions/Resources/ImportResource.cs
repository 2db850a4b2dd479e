using System.Text.Json.Serialization;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Resources;

internal sealed record ImportRequest
{
    public required string ConnectionId { get; init; }

    public required IReadOnlyList<ImportRequestItemResource> Items { get; init; }

    public AccessLevel? AccessLevel { get; init; }
}

internal sealed record ImportRequestItemResource
{
    /// <summary>A page, a database or a data source: its id, or its URL in Notion.</summary>
    public required string Id { get; init; }

    /// <summary>What it is, where the caller knows: saves asking.</summary>
    public ImportItemKind Type { get; init; }

    // Settable: generated deserialisers give an init-only property that is left out the type's default, not this one.
    public bool IncludeSubpages { get; set; } = true;

    public ImportAs As { get; init; }

    /// <summary>The widest level of new documents of it and below it; without one, the import's.</summary>
    public AccessLevel? AccessLevel { get; init; }

    /// <summary><c>none</c>, <c>page</c> or <c>blocks</c>; <c>true</c> is <c>page</c>.</summary>
    [JsonConverter(typeof(CommentScopeConverter))]
    public CommentScope Comments { get; init; }
}

/// <param name="LatestPage">The title of the page that was done last; <see langword="null"/> before the first, and once the run is over.</param>
internal sealed record ImportResource(
    string Id,
    ImportKind Kind,
    ImportStatus Status,
    SyncReason? Reason,
    string ConnectionId,
    string? RetryOf,
    ImportPages Pages,
    Completeness Completeness,
    ImportCallsResource Calls,
    long BytesStored,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    int? EstimatedSecondsRemaining,
    string? LatestPage,
    ImportErrorResource? Error,
    IReadOnlyList<ImportFailure> Failures,
    IReadOnlyList<ImportNote> Notes)
{
    public static ImportResource Of(ImportReport report)
        => new(
            report.Import.Id,
            report.Import.Kind,
            report.Import.Status,
            report.Import.Reason,
            report.Import.ConnectionId,
            report.Import.RetryOf,
            new(report.Progress.Discovered, report.Progress.Imported, report.Progress.Unchanged, report.Progress.Skipped, report.Progress.Failed),
            report.Completeness,
            ImportCallsResource.Of(report.Progress.Calls),
            report.Progress.BytesStored,
            report.Import.StartedAt,
            report.Import.FinishedAt,
            report.EstimatedSecondsRemaining,
            report.Import.IsOver ? null : report.Stored.LatestPage,
            report.Import.ErrorCode is { } code ? new(code, report.Import.ErrorMessage ?? string.Empty) : null,
            report.Failures,
            report.Notes);
}

/// <summary>Once the run is over, <c>discovered = imported + unchanged + skipped + failed</c>.</summary>
internal sealed record ImportPages(int Discovered, int Imported, int Unchanged, int Skipped, int Failed);

/// <summary>Requests to Notion: sent, and the least that the imported pages need.</summary>
/// <param name="Retries">How many of those sent were repetitions.</param>
/// <param name="WaitedSeconds">Time that was waited for Notion's limit, of all pages together.</param>
/// <param name="ServerErrors">Answers that were no proper ones.</param>
internal sealed record ImportCallsResource(long Made, long LowerBound, long Retries, double WaitedSeconds, long ServerErrors)
{
    public static ImportCallsResource Of(ImportCalls calls)
        => new(calls.Made, calls.LowerBound, calls.Retries, Math.Round(calls.WaitedMilliseconds / 1000d, 1), calls.ServerErrors);
}

/// <summary>Why the run as a whole ended early.</summary>
internal sealed record ImportErrorResource(string Code, string Message);
