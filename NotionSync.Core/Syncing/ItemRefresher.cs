using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>
/// Brings one page up to date: reads its content only where it may have changed, makes a document of it only where it
/// belongs to what is followed, and notes where it seems to be gone.
/// </summary>
public sealed class ItemRefresher(
    IDocumentStore documents,
    DocumentPresence presence,
    AbsenceEvidence evidence,
    ChangeSelector changes,
    ISyncStore store,
    ImportLanes lanes,
    LiveCheck live)
{
    /// <param name="import">Reads the content and writes the document.</param>
    public async Task<ImportOutcome> RefreshAsync(ItemWork work, NotionObject source, Func<Task<ImportOutcome>> import, CancellationToken cancellationToken)
    {
        var outcome = await DecideAsync(work, source, import, cancellationToken);

        if (outcome.State != ImportItemState.Failed)
        {
            await SettleAsync(work, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Notion gave 404 for it.</summary>
    public async Task<ImportOutcome> NotFoundAsync(ItemWork work, ImportOutcome otherwise, CancellationToken cancellationToken)
    {
        if (await FindAsync(work, work.Item.Id, cancellationToken) is { } document)
        {
            await SettleAsync(work, cancellationToken);
            return await evidence.AddAsync(work, document, AbsenceReason.NotFound, cancellationToken);
        }

        // A hint at something that is not shared concerns nobody.
        return work.Run.Import.Kind == ImportKind.Sync && !work.Item.IsFollowed ? ImportOutcome.Skipped(work.Item, work.Calls) : await RefusedAsync(work, otherwise, cancellationToken);
    }

    /// <summary>
    /// Notion does not give it. Where an earlier run could not do it either, the report says that it cannot be reached, and
    /// the run is none the worse. After two such runs it is left to the walk over everything: no try brings it any more.
    /// </summary>
    public async Task<ImportOutcome> RefusedAsync(ItemWork work, ImportOutcome failed, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;

        if (!work.Item.IsOwed || failed.Failures is not [var failure, ..])
        {
            return failed;
        }

        var note = await store.FindNoteAsync(import.TenantId, import.ConnectionId, SyncNoteKind.Owed, work.Item.Id, cancellationToken);

        if (note is { FirstRun: null })
        {
            await store.PutNotesAsync(import.TenantId, import.ConnectionId, [note with { FirstRun = import.Id }], cancellationToken);
        }
        else if (note is not null && note.FirstRun != import.Id)
        {
            await SettleAsync(work, cancellationToken);
        }

        return ImportOutcome.Skipped(work.Item, failed.Calls, new ImportNote(failure.PageId, failure.PageId, failure.Code, failure.Message)) with { Unreachable = failure.Code };
    }

    private async Task<ImportOutcome> DecideAsync(ItemWork work, NotionObject source, Func<Task<ImportOutcome>> import, CancellationToken cancellationToken)
    {
        var document = await FindAsync(work, source.Id, cancellationToken);

        if (source.InTrash)
        {
            return document is null
                ? ImportOutcome.Skipped(work.Item, work.Calls)
                : await WithTableAsync(work, source, await evidence.AddAsync(work, document, AbsenceReason.InTrash, cancellationToken), cancellationToken);
        }

        if (document is null && !await IsWantedAsync(work, source, cancellationToken))
        {
            return ImportOutcome.Skipped(work.Item with { Title = source.Title }, work.Calls);
        }

        var outcome = document is null ? await import() : await RefreshAsync(work, source, document, import, cancellationToken);

        return outcome.State == ImportItemState.Imported ? await WithTableAsync(work, source, outcome, cancellationToken) : outcome;
    }

    /// <summary>Nothing is owed any more of what an earlier run could not do.</summary>
    private Task SettleAsync(ItemWork work, CancellationToken cancellationToken)
        => work.Item.IsOwed
            ? store.RemoveNoteAsync(work.Run.Import.TenantId, work.Run.Import.ConnectionId, SyncNoteKind.Owed, work.Item.Id, cancellationToken)
            : Task.CompletedTask;

    private async Task<ImportOutcome> RefreshAsync(ItemWork work, NotionObject source, Document document, Func<Task<ImportOutcome>> import, CancellationToken cancellationToken)
    {
        var run = work.Run.Import;
        ImportOutcome outcome;

        if (run.Kind == ImportKind.Sync && source.Kind == "page" && Freshness.HasContentOf(document, source))
        {
            await live.EnsureAsync(work.Run, cancellationToken);
            await presence.RefreshAsync(run.TenantId, document.Id, Sources.Of(source, run.ConnectionId), run.Id, cancellationToken);
            outcome = new(ImportItemState.Unchanged, source.Title, work.Calls, [], []);
        }
        else
        {
            work.Item = work.Item with
            {
                IncludeSubpages = work.Item.IncludeSubpages || (run.Kind == ImportKind.Sync && document.Wish.IncludeSubpages),
                As = document.Wish.As,
                Comments = document.Wish.Comments,
            };
            outcome = await import();
        }

        if (outcome.State != ImportItemState.Failed && (work.Item.IsSuspect || document.Status == DocumentStatus.MissingInSource))
        {
            await evidence.WithdrawAsync(run, source.Id, cancellationToken);
        }

        return outcome;
    }

    /// <summary>Whether a page that is no document becomes one.</summary>
    private async Task<bool> IsWantedAsync(ItemWork work, NotionObject source, CancellationToken cancellationToken)
    {
        var run = work.Run.Import;

        if (await store.FindNoteAsync(run.TenantId, run.ConnectionId, SyncNoteKind.Excluded, source.Id, cancellationToken) is not null)
        {
            return false;
        }

        if (work.Item.IsFollowed || run.Kind != ImportKind.Sync)
        {
            return true;
        }

        if (source.Kind == "data_source")
        {
            // Its database may be the document.
            await lanes.AddAsync(run, await changes.SelectAsync(run, [source], cancellationToken), cancellationToken);
            return false;
        }

        if (await changes.FindWishAsync(run, source, cancellationToken) is not { IncludeSubpages: true } wish)
        {
            return false;
        }

        work.Item = work.Item with { IncludeSubpages = true, As = wish.As == ImportAs.File ? ImportAs.Auto : wish.As, Comments = wish.Comments, IsFollowed = true };
        return true;
    }

    /// <summary>A row that changed changes the table that shows it. A walk over everything comes to the table by itself.</summary>
    private async Task<ImportOutcome> WithTableAsync(ItemWork work, NotionObject source, ImportOutcome outcome, CancellationToken cancellationToken)
    {
        if (work.Run.Import.Kind != ImportKind.Reconcile && await changes.FindTableAsync(work.Run.Import, source, cancellationToken) is { } table)
        {
            await lanes.AddAsync(work.Run.Import, [table], cancellationToken);
        }

        return outcome;
    }

    private Task<Document?> FindAsync(ItemWork work, NotionId id, CancellationToken cancellationToken)
        => documents.FindAsync(work.Run.Import.TenantId, Document.IdFor(work.Run.Import.ConnectionId, id), cancellationToken);
}
