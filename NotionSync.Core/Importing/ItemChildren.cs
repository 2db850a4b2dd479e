using NotionSync.Documents;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Importing;

/// <summary>Adds what was found in a page or database to its run. A sync takes only what is new or is not what it was.</summary>
public sealed class ItemChildren(ImportLanes lanes, KnownDocuments documents, ISyncStore store)
{
    public async Task AddAsync(ItemWork work, IReadOnlyList<ImportItem> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
        {
            return;
        }

        var import = work.Run.Import;
        found = await LimitAsync(work, found, cancellationToken);
        var items = import.Kind is ImportKind.Sync or ImportKind.Resync
            ? await SelectAsync(work, found, cancellationToken)
            : [.. found.Select(item => item with { IsFollowed = true })];

        await lanes.AddAsync(import, items, cancellationToken);
    }

    /// <summary>Has the rows of a data source followed from now on.</summary>
    public async Task FollowAsync(ItemWork work, NotionId dataSource, NotionId document, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        await store.PutNotesAsync(
            import.TenantId,
            import.ConnectionId,
            [new() { Kind = SyncNoteKind.DataSource, Id = dataSource, ItemKind = ImportItemKind.DataSource, Container = document }],
            cancellationToken);
    }

    /// <summary>
    /// What lies below a page gets no wider level than the page's document has now. Settled here, and handed down from
    /// item to item: a page in a column names the column as its parent, and may be written before what it lies in.
    /// </summary>
    private async Task<IReadOnlyList<ImportItem>> LimitAsync(ItemWork work, IReadOnlyList<ImportItem> found, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        var asked = work.Item.AccessLevel ?? import.AccessLevel;

        if (asked == AccessLevel.Internal)
        {
            return found;
        }

        var known = await documents.FindAsync(import.TenantId, import.ConnectionId, [work.Item.Id], cancellationToken);

        return known.TryGetValue(work.Item.Id, out var above) && above.AccessLevel > asked
            ? [.. found.Select(item => item with { AccessLevel = above.AccessLevel })]
            : found;
    }

    private async Task<IReadOnlyList<ImportItem>> SelectAsync(ItemWork work, IReadOnlyList<ImportItem> found, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;
        var known = await documents.FindAsync(import.TenantId, import.ConnectionId, [.. found.Select(item => item.Id)], cancellationToken);
        var selected = new List<ImportItem>();

        foreach (var item in found)
        {
            if (!known.TryGetValue(item.Id, out var document))
            {
                selected.Add(item with { IsFollowed = true });
            }
            else if (!IsAsBefore(item, document, work))
            {
                selected.Add(item with
                {
                    IncludeSubpages = document.Wish.IncludeSubpages,
                    As = document.Wish.As,
                    Comments = document.Wish.Comments,
                    IsFollowed = true,
                    IsSuspect = document.Status == DocumentStatus.MissingInSource,
                });
            }
        }

        return selected;
    }

    private static bool IsAsBefore(ImportItem item, Document document, ItemWork work)
    {
        if (document.Status != DocumentStatus.Current)
        {
            return false;
        }

        if (!item.Source.IsEmpty)
        {
            var source = NotionJson.ReadObject(item.Source);
            return Freshness.HasContentOf(document, source) && DocumentPresence.IsAsIn(document, Sources.Of(source, work.Run.Import.ConnectionId));
        }

        // Of a block only the title and the page that it lies in are known; a column or a toggle in between hides the latter.
        return document.SourceTitle == item.Title
            && (document.Source.Parent.Type != "page_id" || document.Source.Parent.Id == work.Item.Id);
    }
}
