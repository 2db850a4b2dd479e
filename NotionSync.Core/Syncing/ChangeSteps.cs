using System.Text;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>The steps of a run that find pages: what was edited, what lies in the trash, what a walk did not meet.</summary>
public sealed class ChangeSteps(KeptListing listing, Checkpoints checkpoints, ChangeSelector changes, KnownDocuments documents, IImportStore imports, ISyncStore store, ImportLanes lanes)
{
    /// <summary>Answers of the trash that a sync reads, a hundred pages each. A walk over everything reads it whole.</summary>
    private const int MaxTrashAnswers = 10;

    /// <summary>Two documents below a root are no accident when none is met any more.</summary>
    private const int ManyMissing = 2;

    public async Task<ImportOutcome> RunAsync(ItemWork work, CancellationToken cancellationToken)
    {
        var fetched = await checkpoints.LoadAsync(work, cancellationToken);

        var outcome = work.Item.Kind switch
        {
            ImportItemKind.Changes => await ListChangesAsync(work, fetched, cancellationToken),
            ImportItemKind.RowChanges => await ListRowsAsync(work, fetched, cancellationToken),
            ImportItemKind.Trash => await ListTrashAsync(work, fetched, cancellationToken),
            ImportItemKind.Sweep => await SweepAsync(work, cancellationToken),
            _ => throw new InvalidOperationException($"{work.Item.Kind} is no step."),
        };

        await checkpoints.RemoveAsync(work, cancellationToken);
        return outcome;
    }

    private async Task<ImportOutcome> ListChangesAsync(ItemWork work, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        var floor = import.Since - Freshness.Overlap;
        var found = new Dictionary<NotionId, NotionObject>();
        DateTimeOffset? newest = null;
        var (isCut, isEmpty) = (false, true);

        await listing.WalkAsync(
            work,
            fetched,
            "changes",
            cursor => work.Client.SearchAsync(new() { Sort = NotionSort.NewestEditFirst, Cursor = cursor }, cancellationToken),
            answer =>
            {
                isCut = answer.Incomplete;
                isEmpty &= answer.Items.Count == 0;

                // The newest first: the first that is too old is followed by older ones only.
                foreach (var source in answer.Items.Where(source => !(source.LastEditedAt < floor)))
                {
                    found[source.Id] = source;
                    newest = source.LastEditedAt > newest || newest is null ? source.LastEditedAt : newest;
                }

                return !answer.Items.Any(source => source.LastEditedAt < floor);
            },
            cancellationToken);

        await lanes.AddAsync(import, await changes.SelectAsync(import, found.Values, cancellationToken), cancellationToken);
        await RememberAsync(import, newest, isCut, cancellationToken);

        var outcome = ImportOutcome.Listed(work.Item, work.Calls);

        return isCut
            ? outcome with { Notes = [new(work.Item.Id, work.Item.Id, "changes_incomplete", "Notion lists at most 10,000 changes; a walk over everything follows.")] }

            // However little changed, the list goes on with older edits. Nothing at all: nothing is shared, or search is out of order.
            : outcome with { IsDoubtful = isEmpty };
    }

    private async Task<ImportOutcome> ListRowsAsync(ItemWork work, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        var floor = import.Since - Freshness.Overlap;
        var found = new Dictionary<NotionId, NotionObject>();
        var from = floor;
        var (isCut, isIncomplete) = (false, false);

        do
        {
            isCut = false;
            DateTimeOffset? last = null;

            await listing.WalkAsync(
                work,
                fetched,
                $"rows from {from:O}",
                cursor => work.Client.QueryDataSourceAsync(work.Item.Subject!.Value, Since(from, cursor), cancellationToken),
                answer =>
                {
                    isCut = answer.Incomplete;

                    foreach (var row in answer.Items)
                    {
                        found[row.Id] = row;
                        last = row.LastEditedAt ?? last;
                    }

                    return true;
                },
                cancellationToken);

            if (isCut && last <= from)
            {
                // More edits of one minute than Notion lists: those of the next minutes follow.
                last = from.Value.AddMinutes(1);
                isIncomplete = true;
            }

            // Oldest edit first: a window that Notion cuts off is followed by one that begins where it ended.
            isIncomplete |= isCut && last is null;
            from = last;
        }
        while (isCut && from is not null);

        await lanes.AddAsync(import, await changes.SelectAsync(import, found.Values, cancellationToken), cancellationToken);
        var outcome = ImportOutcome.Listed(work.Item, work.Calls);

        if (!isIncomplete)
        {
            return outcome;
        }

        await HaveEverythingWalkedAsync(import, cancellationToken);
        return outcome with { Notes = [new(work.Item.Id, work.Item.Subject!.Value, "changes_incomplete", "More rows were edited in one and the same minute than Notion lists; a walk over everything follows.")] };
    }

    private async Task<ImportOutcome> ListTrashAsync(ItemWork work, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        var trash = new Dictionary<NotionId, NotionObject>();
        var most = import.Kind == ImportKind.Reconcile ? int.MaxValue : MaxTrashAnswers;
        var (answers, isWhole) = (0, false);

        await listing.WalkAsync(
            work,
            fetched,
            "trash",
            cursor => work.Client.SearchAsync(new() { InTrash = true, Sort = NotionSort.NewestEditFirst, Cursor = cursor }, cancellationToken),
            answer =>
            {
                foreach (var source in answer.Items.Where(source => source.InTrash))
                {
                    trash[source.Id] = source;
                }

                isWhole = answer.NextCursor is null && !answer.Incomplete;
                return ++answers < most;
            },
            cancellationToken);

        // A database shows as its data sources; which of the two is the document is found out.
        var ids = trash.Values.SelectMany(source => source.Kind == "data_source" ? [source.Id, source.Parent.Id] : new[] { source.Id, (NotionId?)null }).OfType<NotionId>();
        var known = await documents.FindAsync(import.TenantId, import.ConnectionId, [.. ids], cancellationToken);
        var items = known.Values
            .Where(document => document.Status == DocumentStatus.Current)
            .Select(document => new ImportItem
            {
                Id = document.Source.Id,
                Kind = ChangeSelector.KindOf(document),
                Title = document.SourceTitle,
                IsFollowed = true,
                IsSuspect = true,
                Source = trash.GetValueOrDefault(document.Source.Id)?.Json ?? default,
            })
            .ToList();

        if (isWhole)
        {
            items.AddRange(await ListReturnedAsync(import, trash, cancellationToken));
        }

        await lanes.AddAsync(import, items, cancellationToken);
        var outcome = ImportOutcome.Listed(work.Item, work.Calls);

        return isWhole
            ? outcome
            : outcome with { Notes = [new(work.Item.Id, work.Item.Id, "trash_incomplete", "Notion's trash holds more than this run has read; the walk over everything reads the rest.")] };
    }

    /// <summary>What lay in the trash and does not any more: it may be back, whether its time of edit moved or not.</summary>
    private async Task<IEnumerable<ImportItem>> ListReturnedAsync(Import import, Dictionary<NotionId, NotionObject> trash, CancellationToken cancellationToken)
        => (await store.ListNotesAsync(import.TenantId, import.ConnectionId, SyncNoteKind.Missing, cancellationToken))
            .Where(note => note.Reason == AbsenceReason.InTrash && !trash.ContainsKey(note.Id))
            .Select(note => new ImportItem { Id = note.Id, Kind = note.ItemKind, IsFollowed = true, IsSuspect = true });

    private async Task<ImportOutcome> SweepAsync(ItemWork work, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        var met = await imports.ListItemIdsAsync(import.Id, cancellationToken);
        var unmet = new List<Document>();
        var parentsMet = new HashSet<NotionId>();

        await foreach (var document in documents.ListAsync(import.TenantId, import.ConnectionId, cancellationToken))
        {
            if (!met.Contains(document.Source.Id))
            {
                unmet.Add(document);
            }
            else if (document.Source.Parent.Id is { } parent)
            {
                parentsMet.Add(parent);
            }
        }

        // Many documents of one place, none of which was met: an answer without its content looks just like that.
        var isEmptied = unmet
            .Where(document => document.Status == DocumentStatus.Current)
            .Select(document => document.Source.Parent.Id)
            .OfType<NotionId>()
            .CountBy(parent => parent)
            .Any(place => place.Value >= ManyMissing && met.Contains(place.Key) && !parentsMet.Contains(place.Key));

        await lanes.AddAsync(
            import,
            [.. unmet.Select(document => new ImportItem
            {
                Id = document.Source.Id,
                Kind = ChangeSelector.KindOf(document),
                Title = document.SourceTitle,
                IncludeSubpages = document.Wish.IncludeSubpages,
                As = document.Wish.As,
                Comments = document.Wish.Comments,
                IsFollowed = true,
                IsSuspect = true,
            })],
            cancellationToken);

        return ImportOutcome.Listed(work.Item, work.Calls) with { IsDoubtful = isEmptied };
    }

    private async Task HaveEverythingWalkedAsync(Import import, CancellationToken cancellationToken)
    {
        while (await store.GetStateAsync(import.TenantId, import.ConnectionId, cancellationToken) is { ReconciledAt: not null } state
            && !await store.TrySaveStateAsync(state with { ReconciledAt = null }, cancellationToken))
        {
        }
    }

    private async Task RememberAsync(Import import, DateTimeOffset? newest, bool isCut, CancellationToken cancellationToken)
    {
        SyncState state;

        do
        {
            state = await store.GetStateAsync(import.TenantId, import.ConnectionId, cancellationToken);
            state = state with
            {
                NextWatermark = newest is null || newest < state.Watermark ? state.Watermark : newest,
                NextWatermarkRun = import.Id,
                ReconciledAt = isCut ? null : state.ReconciledAt,
            };
        }
        while (!await store.TrySaveStateAsync(state, cancellationToken));
    }

    private static DataSourceQuery Since(DateTimeOffset? from, string? cursor)
        => new()
        {
            Filter = from is { } moment
                ? Encoding.UTF8.GetBytes($$$"""{"timestamp":"last_edited_time","last_edited_time":{"on_or_after":"{{{moment.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}}"}}""")
                : default,
            Sorts = "[{\"timestamp\":\"last_edited_time\",\"direction\":\"ascending\"}]"u8.ToArray(),
            Cursor = cursor,
        };
}
