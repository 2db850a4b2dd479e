using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>
/// Picks from what Notion lists what a run has to work on: documents that may differ from their page, and pages that are
/// new below something that is followed. Decides from the listing and the library; asks Notion nothing.
/// </summary>
public sealed class ChangeSelector(KnownDocuments documents)
{
    public async Task<IReadOnlyList<ImportItem>> SelectAsync(Import import, IReadOnlyCollection<NotionObject> listed, CancellationToken cancellationToken)
    {
        var byId = listed.GroupBy(source => source.Id).ToDictionary(group => group.Key, group => group.First());
        var ids = byId.Values.SelectMany(source => new[] { source.Id }.Concat(Containers(source))).ToList();
        var known = await documents.FindAsync(import.TenantId, import.ConnectionId, ids, cancellationToken);
        var family = new Family(byId, known);

        return [.. byId.Values.Select(source => Select(source, known, family, import.ConnectionId)).OfType<ImportItem>().DistinctBy(item => item.Id)];
    }

    /// <summary>The wish under which a page that is no document yet belongs to what is followed; <see langword="null"/>: it does not.</summary>
    public async Task<DocumentWish?> FindWishAsync(Import import, NotionObject source, CancellationToken cancellationToken)
    {
        var known = await documents.FindAsync(import.TenantId, import.ConnectionId, [.. Containers(source)], cancellationToken);
        return new Family(new Dictionary<NotionId, NotionObject>(), known).WishFor(source);
    }

    /// <summary>The document that shows a row in its table, if there is one.</summary>
    public async Task<ImportItem?> FindTableAsync(Import import, NotionObject row, CancellationToken cancellationToken)
    {
        if (row.Parent.Type is not ("data_source_id" or "database_id"))
        {
            return null;
        }

        var known = await documents.FindAsync(import.TenantId, import.ConnectionId, [.. Containers(row)], cancellationToken);
        return Containers(row).Select(known.GetValueOrDefault).OfType<Document>().Select(ToItem).FirstOrDefault();
    }

    private static ImportItem? Select(NotionObject source, IReadOnlyDictionary<NotionId, Document> known, Family family, string connectionId)
    {
        if (source.Kind == "data_source")
        {
            return SelectTable(source, known, family);
        }

        if (known.TryGetValue(source.Id, out var document))
        {
            var isCurrent = !source.IsPartial
                && Freshness.HasContentOf(document, source)
                && DocumentPresence.IsAsIn(document, Sources.Of(source, connectionId));

            return isCurrent ? null : ToItem(document) with { Title = source.Title, Source = source.IsPartial ? default : source.Json };
        }

        if (source.IsPartial)
        {
            // Whether it is followed can only be seen when it was asked for.
            return new() { Id = source.Id, Kind = ImportItemKind.Page };
        }

        return family.WishFor(source) is not { IncludeSubpages: true } wish
            ? null
            : new()
            {
                Id = source.Id,
                Kind = ImportItemKind.Page,
                Title = source.Title,
                IncludeSubpages = true,
                As = Inherited(wish.As),
                Comments = wish.Comments,
                IsFollowed = true,
                Source = source.Json,
            };
    }

    /// <summary>A data source is part of a database's document, or a document of its own.</summary>
    private static ImportItem? SelectTable(NotionObject source, IReadOnlyDictionary<NotionId, Document> known, Family family)
    {
        if (Containers(source).Prepend(source.Id).Select(known.GetValueOrDefault).OfType<Document>().FirstOrDefault() is { } document)
        {
            return source.LastEditedAt is { } editedAt && Freshness.Includes(document, editedAt) && document.Status == DocumentStatus.Current ? null : ToItem(document);
        }

        return source.Parent.Id is not { } database || source.DatabaseParent is not { } above || family.WishOf(above) is not { IncludeSubpages: true } wish
            ? null
            : new() { Id = database, Kind = ImportItemKind.Database, Title = source.Title, IncludeSubpages = true, As = Inherited(wish.As), Comments = wish.Comments, IsFollowed = true };
    }

    private static ImportItem ToItem(Document document)
        => new()
        {
            Id = document.Source.Id,
            Kind = KindOf(document),
            Title = document.SourceTitle,
            IncludeSubpages = document.Wish.IncludeSubpages,
            As = document.Wish.As,
            Comments = document.Wish.Comments,
            IsFollowed = true,
            IsSuspect = document.Status == DocumentStatus.MissingInSource,
        };

    public static ImportItemKind KindOf(Document document)
        => document.Source.Kind switch
        {
            "page" => ImportItemKind.Page,
            "database" => ImportItemKind.Database,
            "data_source" => ImportItemKind.DataSource,
            _ => ImportItemKind.Unknown,
        };

    // Not every sub-page has a file.
    private static ImportAs Inherited(ImportAs @as) => @as == ImportAs.File ? ImportAs.Auto : @as;

    private static IEnumerable<NotionId> Containers(NotionObject source)
        => new[] { source.Parent.Id, source.Parent.DatabaseId, source.DatabaseParent?.Id }.OfType<NotionId>();

    /// <summary>Finds out what a page belongs to, through parents that are new themselves.</summary>
    private sealed class Family(IReadOnlyDictionary<NotionId, NotionObject> listed, IReadOnlyDictionary<NotionId, Document> known)
    {
        private const int MaxDepth = 100;

        public DocumentWish? WishFor(NotionObject source) => WishOf(source.Parent);

        public DocumentWish? WishOf(NotionParent parent)
        {
            for (var depth = 0; depth < MaxDepth; depth++)
            {
                if (new[] { parent.Id, parent.DatabaseId }.OfType<NotionId>().Select(known.GetValueOrDefault).OfType<Document>().FirstOrDefault() is { } document)
                {
                    return document.Wish;
                }

                if (parent.Id is not { } id || !listed.TryGetValue(id, out var above))
                {
                    return null;
                }

                parent = above.Kind == "data_source" ? above.DatabaseParent ?? above.Parent : above.Parent;
            }

            return null;
        }
    }
}
