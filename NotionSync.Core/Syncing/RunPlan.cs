using NotionSync.Importing;

namespace NotionSync.Syncing;

/// <summary>What a run begins with.</summary>
public sealed class RunPlan(ISyncStore store, IImportStore imports)
{
    public async Task<IReadOnlyList<ImportItem>> ListAsync(Import import, CancellationToken cancellationToken)
    {
        var items = import.Requested
            .Select(asked => new ImportItem
            {
                Id = asked.Id,
                Kind = asked.Kind,
                IncludeSubpages = asked.IncludeSubpages,
                As = asked.As,
                AccessLevel = asked.AccessLevel,
                Comments = asked.Comments,
                IsSubpage = asked.IsSubpage,
                IsFollowed = import.Kind == ImportKind.Import,
            })
            .ToList();

        if (import.RetryOf is { } retried)
        {
            items.AddRange((await imports.ListFailedAsync(retried, cancellationToken)).Where(item => !item.IsStep).Select(item => Again(item, import)));
        }

        if (import.Scope == RunScope.Requested)
        {
            return items;
        }

        items.Add(ImportItem.Step(ImportItemKind.Trash));

        if (import.Scope == RunScope.Changes)
        {
            items.Add(ImportItem.Step(ImportItemKind.Changes));
            items.AddRange((await NotesAsync(SyncNoteKind.DataSource)).Select(note => ImportItem.Step(ImportItemKind.RowChanges, note.Id)));
        }
        else
        {
            items.AddRange((await NotesAsync(SyncNoteKind.Root)).Select(ToItem));
        }

        // Found already by a listing they are not added twice.
        items.AddRange((await NotesAsync(SyncNoteKind.Owed)).Select(note => ToItem(note) with { IsOwed = true }));
        items.AddRange((await NotesAsync(SyncNoteKind.Suspect)).Select(note => ToItem(note) with { IsSuspect = true }));

        return items;

        Task<IReadOnlyList<SyncNote>> NotesAsync(SyncNoteKind kind) => store.ListNotesAsync(import.TenantId, import.ConnectionId, kind, cancellationToken);
    }

    /// <summary>The item as it was found, without what became of it.</summary>
    private static ImportItem Again(ImportItem item, Import import)
        => new()
        {
            Id = item.Id,
            Kind = item.Kind,
            Title = item.Title,
            IncludeSubpages = item.IncludeSubpages,
            As = item.As,
            AccessLevel = item.AccessLevel,
            IsSubpage = item.IsSubpage,
            Comments = item.Comments,
            IsFollowed = item.IsFollowed || import.Kind == ImportKind.Import,
            IsOwed = item.IsOwed,
            IsSuspect = item.IsSuspect,
        };

    private static ImportItem ToItem(SyncNote note)
        => new() { Id = note.Id, Kind = note.ItemKind, IncludeSubpages = note.IncludeSubpages, As = note.As, Comments = note.Comments, IsFollowed = true };
}
