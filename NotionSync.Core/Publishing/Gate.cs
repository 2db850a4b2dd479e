using NotionSync.Documents;
using NotionSync.Records;
using NotionSync.Tenants;

namespace NotionSync.Publishing;

/// <summary>
/// What a tenant's documents look like from outside. Nothing is kept from one request to the next: a level that was
/// narrowed, a link that was revoked and a grant that expired hold from the next request on.
/// </summary>
public sealed class Gate(IDocumentStore documents, IRecordStore records, AccessLinks links, TenantSettingsService settings, TimeProvider clock)
{
    private const string ListName = "public-documents";

    /// <summary>Deeper trees end here: a folder reaches this far down.</summary>
    private const int MaxDepth = 64;

    private const int MaxParallelReads = 16;

    /// <param name="session">The token of a session, see <see cref="AccessLinks.ExchangeAsync"/>. One that is not valid makes nobody a contact.</param>
    public async Task<Visitor> AdmitAsync(string tenantId, string? session, CancellationToken cancellationToken)
    {
        var decided = settings.GetAsync(tenantId, cancellationToken);
        var link = session is null ? null : await links.FindAsync(tenantId, session, LinkTokenKind.Session, cancellationToken);
        var contact = link is null ? null : (await records.FindAsync(tenantId, PublishingKeys.Contact(link.ContactId), PublishingJson.Default.Contact, cancellationToken))?.Value;

        if (contact is not { State: ContactState.Active })
        {
            return new() { TenantId = tenantId, Settings = await decided, ShowedCredential = session is not null };
        }

        var subjects = contact.GroupIds.Select(group => new GrantSubject(IsGroup: true, group)).Prepend(new(IsGroup: false, contact.Id));
        var grants = await Task.WhenAll(subjects.Select(subject => ReadGrantsAsync(tenantId, subject, cancellationToken)));

        return new()
        {
            TenantId = tenantId,
            Settings = await decided,
            ShowedCredential = true,
            Contact = contact,
            LinkId = link!.Id,
            Grants = [.. grants.SelectMany(given => given)],
        };
    }

    /// <exception cref="ProblemException"><c>not_found</c>: it is not there, or not for this visitor; nobody is told which.</exception>
    public async Task<Document> GetAsync(Visitor visitor, string documentId, CancellationToken cancellationToken)
        => await documents.FindAsync(visitor.TenantId, documentId, cancellationToken) is { } document && await MaySeeAsync(visitor, document, cancellationToken)
            ? document
            : throw ProblemException.NotFound();

    public async ValueTask<bool> MaySeeAsync(Visitor visitor, Document document, CancellationToken cancellationToken)
        => AccessRules.Of(document, visitor) switch
        {
            AccessRules.Sight.Visible => true,
            AccessRules.Sight.IfInFolder => await LiesInAsync(visitor, document, AccessRules.Folders(document, visitor).ToHashSet(), cancellationToken),
            _ => false,
        };

    /// <summary>The documents that the visitor may see, by title; with a query, those with all words in the title first.</summary>
    /// <param name="parentId">Only those right below this document.</param>
    /// <exception cref="ProblemException"><c>not_found</c> (the parent), <c>invalid_cursor</c>, <c>invalid_filter</c>.</exception>
    public async Task<(IReadOnlyList<Document> Items, string? NextCursor)> ListAsync(Visitor visitor, string? query, string? parentId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var parent = parentId is null ? null : await GetAsync(visitor, parentId, cancellationToken);
        var scope = $"{visitor.TenantId}\n{visitor.Actor}\n{query}\n{parentId}";
        var after = Cursor.Decode(ListName, scope, cursor);

        // The storage leaves out what can be left out without looking at the visitor's folders.
        var filter = new DocumentFilter(
            query,
            visitor.Contact is null ? AccessLevel.Public : null,
            parent?.Source.ConnectionId,
            parent?.Source.Id,
            visitor.Settings.AbsentSources == AbsentSources.Keep ? null : DocumentStatus.Current,
            DocumentSort.Title,
            OutsideOnly: true);

        var found = new List<(Document Document, string Place)>();

        await foreach (var candidate in (query is null ? ReadAsync(filter, visitor.TenantId, after, pageSize, cancellationToken) : SearchAsync(filter, visitor.TenantId, after, cancellationToken)))
        {
            if (await MaySeeAsync(visitor, candidate.Document, cancellationToken))
            {
                found.Add(candidate);

                if (found.Count > pageSize)
                {
                    break;
                }
            }
        }

        // A cursor holds the place of a document that was shown, and stands only where another follows: neither a short
        // page nor a cursor tells of documents that the visitor may not see.
        return (
            [.. found.Take(pageSize).Select(item => item.Document)],
            found.Count > pageSize ? Cursor.Encode(ListName, scope, found[pageSize - 1].Place) : null);
    }

    /// <returns>For each document the one above, if there is one and the visitor may see it.</returns>
    public async Task<IReadOnlyList<string?>> FindParentsAsync(Visitor visitor, IReadOnlyList<Document> shown, CancellationToken cancellationToken)
    {
        // What is on the page itself is visible; each other parent is read once.
        var visible = shown.Select(document => document.Id).ToHashSet();

        foreach (var ids in shown.SelectMany(document => document.ParentIds).Where(id => !visible.Contains(id)).Distinct().Chunk(MaxParallelReads))
        {
            foreach (var parent in await Task.WhenAll(ids.Select(id => documents.FindAsync(visitor.TenantId, id, cancellationToken))))
            {
                if (parent is not null && await MaySeeAsync(visitor, parent, cancellationToken))
                {
                    visible.Add(parent.Id);
                }
            }
        }

        return [.. shown.Select(document => document.ParentIds.FirstOrDefault(visible.Contains))];
    }

    private async IAsyncEnumerable<(Document Document, string Place)> ReadAsync(
        DocumentFilter filter, string tenantId, string? after, int pageSize, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var page = await documents.ListAsync(tenantId, filter, after, pageSize + 1, cancellationToken);

            foreach (var item in page.Items.Zip(page.Places))
            {
                yield return item;
            }

            after = page.Continuation;
        }
        while (after is not null);
    }

    private async IAsyncEnumerable<(Document Document, string Place)> SearchAsync(
        DocumentFilter filter, string tenantId, string? after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new SearchQuery(filter.Query!);

        foreach (var match in query.IsEmpty ? [] : SearchMatch.InOrder(await documents.SearchAsync(tenantId, query, filter, cancellationToken), after))
        {
            if (await documents.FindAsync(tenantId, match.DocumentId, cancellationToken) is { } document)
            {
                yield return (document, match.Place);
            }
        }
    }

    private async Task<bool> LiesInAsync(Visitor visitor, Document document, HashSet<string> folders, CancellationToken cancellationToken)
    {
        visitor.Above[document.Id] = [.. document.ParentIds];
        var level = new List<string> { document.Id };
        var seen = new HashSet<string>(level);

        for (var depth = 0; depth < MaxDepth && level.Count > 0; depth++)
        {
            if (level.Any(folders.Contains))
            {
                return true;
            }

            var above = new List<string>();

            foreach (var id in level)
            {
                above.AddRange((await AboveAsync(visitor, id, cancellationToken)).Where(seen.Add));
            }

            level = above;
        }

        return false;
    }

    private async Task<IReadOnlyList<string>> AboveAsync(Visitor visitor, string id, CancellationToken cancellationToken)
    {
        if (!visitor.Above.TryGetValue(id, out var above))
        {
            above = await documents.FindAsync(visitor.TenantId, id, cancellationToken) is { } document ? [.. document.ParentIds] : [];
            visitor.Above[id] = above;
        }

        return above;
    }

    private async Task<IReadOnlyList<Grant>> ReadGrantsAsync(string tenantId, GrantSubject subject, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var grants = new List<Grant>();

        await foreach (var entry in records.ReadAllAsync(tenantId, new(PublishingKeys.GrantsOf(subject)), PublishingJson.Default.Grant, cancellationToken))
        {
            if (entry.Value.ExpiresAt is not { } end || end > now)
            {
                grants.Add(entry.Value);
            }
        }

        return grants;
    }
}
