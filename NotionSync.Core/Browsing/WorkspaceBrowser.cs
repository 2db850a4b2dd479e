using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Browsing;

/// <summary>Something in Notion that can be imported, and the document that it became, if it did.</summary>
/// <param name="Path">The titles of what it lies in, the outermost first, as far as they are known; of search results only.</param>
public sealed record BrowseItem(NotionObject Source, Document? Document, IReadOnlyList<string>? Path = null);

/// <param name="IsIncomplete">There is more than was looked through, and no cursor leads to it.</param>
public sealed record BrowsePage(IReadOnlyList<BrowseItem> Items, string? NextCursor, bool IsIncomplete = false);

/// <summary>Looks around in what a connection may see. Nothing is stored; every call asks Notion.</summary>
public sealed class WorkspaceBrowser(ConnectionService connections, IDocumentStore documents, KnownPlaces places)
{
    /// <summary>How much of a workspace <see cref="ListRootsAsync"/> looks through: 100 objects a call.</summary>
    private const int MaxRootCalls = 20;

    /// <summary>How many calls <see cref="ListChildrenAsync"/> and <see cref="PreviewAsync"/> spend on one page.</summary>
    private const int MaxPageCalls = 40;

    private static ReadOnlySpan<byte> LongPageNote => "> This page is longer than a preview reads: parts of it are missing here. An import takes all of it.\n\n"u8;

    /// <param name="type"><c>page</c>, <c>data_source</c> or nothing.</param>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_filter</c>, <c>invalid_cursor</c>.</exception>
    public async Task<BrowsePage> SearchAsync(string tenantId, string connectionId, string? query, string? type, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        if (type is not (null or "" or "page" or "data_source"))
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_filter", "type is 'page' or 'data_source'.");
        }

        var scope = $"{tenantId}\n{connectionId}\n{query}\n{type}";
        var (connection, client) = await OpenAsync(tenantId, connectionId, cancellationToken);
        var found = await client.SearchAsync(
            new() { Query = query, ObjectType = type is "" ? null : type, Cursor = Cursor.Decode("search", scope, cursor), PageSize = pageSize, Sort = NotionSort.NewestEditFirst },
            cancellationToken);

        places.Add(tenantId, connectionId, found.Items);
        var items = await MarkAsync(connection, found.Items, cancellationToken);
        return new([.. items.Select(item => item with { Path = places.PathOf(tenantId, connectionId, item.Source) })], Next("search", scope, found.NextCursor), found.Incomplete);
    }

    /// <summary>
    /// What lies at the top of what the connection sees: its parent is the workspace, or is not shared with us. Notion
    /// has no call for that, so this looks through the whole listing, up to 2,000 objects.
    /// </summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<BrowsePage> ListRootsAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var (connection, client) = await OpenAsync(tenantId, connectionId, cancellationToken);
        var seen = new Dictionary<NotionId, NotionObject>();
        string? cursor = null;
        var isCut = false;

        for (var call = 0; call < MaxRootCalls; call++)
        {
            var found = await client.SearchAsync(new() { Cursor = cursor, Sort = NotionSort.NewestEditFirst }, cancellationToken);
            isCut |= found.Incomplete;

            foreach (var item in found.Items)
            {
                seen[item.Id] = item;
            }

            if ((cursor = found.NextCursor) is null)
            {
                break;
            }
        }

        places.Add(tenantId, connectionId, seen.Values);

        var roots = seen.Values
            .Where(item => !item.InTrash && !IsBelow(item, seen))
            .OrderBy(item => item.Title, StringComparer.OrdinalIgnoreCase)
            .ThenBy(item => item.Id)
            .ToList();

        return new(await MarkAsync(connection, roots, cancellationToken), null, IsIncomplete: isCut || cursor is not null);
    }

    /// <summary>The pages and databases that lie in a page, in the page's order.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<BrowsePage> ListChildrenAsync(string tenantId, string connectionId, NotionId pageId, CancellationToken cancellationToken)
    {
        var (connection, client) = await OpenAsync(tenantId, connectionId, cancellationToken);
        var tree = await ReadAsync(client, pageId, cancellationToken);
        var children = ChildFinder.Find(tree.Blocks).Select(child => child.ToObject(pageId)).ToList();

        places.Add(tenantId, connectionId, children);
        return new(await MarkAsync(connection, children, cancellationToken), null, IsIncomplete: !tree.IsComplete);
    }

    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_cursor</c>.</exception>
    public async Task<BrowsePage> ListRowsAsync(string tenantId, string connectionId, NotionId dataSourceId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var scope = $"{tenantId}\n{connectionId}\n{dataSourceId}";
        var (connection, client) = await OpenAsync(tenantId, connectionId, cancellationToken);
        var rows = await client.QueryDataSourceAsync(dataSourceId, new() { Cursor = Cursor.Decode("rows", scope, cursor), PageSize = pageSize }, cancellationToken);

        return new(await MarkAsync(connection, rows.Items, cancellationToken), Next("rows", scope, rows.NextCursor));
    }

    /// <summary>What lies in a database: its rows, or, where it has several data sources, those.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_cursor</c>.</exception>
    public async Task<BrowsePage> ListDatabaseAsync(string tenantId, string connectionId, NotionId databaseId, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var (connection, client) = await OpenAsync(tenantId, connectionId, cancellationToken);
        var database = await client.GetDatabaseAsync(databaseId, cancellationToken);

        if (database.DataSources is [var only])
        {
            return await ListRowsAsync(tenantId, connectionId, only.Id, cursor, pageSize, cancellationToken);
        }

        var sources = database.DataSources
            .Select(source => new NotionObject("data_source", source.Id, source.Name, null, null, null, null, false, new("database_id", databaseId), null, null, default))
            .ToList();

        return new(await MarkAsync(connection, sources, cancellationToken), null);
    }

    /// <summary>A page's title, and the page as Markdown without its files. Of a long page only a part, which then says so.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<(string Title, ReadOnlyMemory<byte> Markdown)> PreviewAsync(string tenantId, string connectionId, NotionId pageId, CancellationToken cancellationToken)
    {
        var (_, client) = await OpenAsync(tenantId, connectionId, cancellationToken);
        var page = client.GetPageAsync(pageId, cancellationToken);
        var tree = await ReadAsync(client, pageId, cancellationToken);

        var markdown = MarkdownConverter.Convert(tree.Blocks, MarkdownContext.Empty).Utf8;

        return ((await page).Title, tree.IsComplete ? markdown : (byte[])[.. LongPageNote, .. markdown.Span]);
    }

    private async Task<(Connection Connection, NotionClient Client)> OpenAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var connection = await connections.GetAsync(tenantId, connectionId, cancellationToken);
        return (connection, await connections.OpenAsync(connection, cancellationToken));
    }

    private async Task<IReadOnlyList<BrowseItem>> MarkAsync(Connection connection, IReadOnlyList<NotionObject> objects, CancellationToken cancellationToken)
        => await Task.WhenAll(objects.Select(async item =>
        {
            var document = await documents.FindAsync(connection.TenantId, Document.IdFor(connection.Id, item.Id), cancellationToken);
            var icon = places.FindIcon(connection.TenantId, connection.Id, item) ?? (item.Json.IsEmpty ? document?.Source.Icon : null);
            return new BrowseItem(item with { Icon = icon }, document);
        }));

    private static async Task<BlockTree> ReadAsync(NotionClient client, NotionId pageId, CancellationToken cancellationToken)
        => await new BlockTreeReader(client, new() { MaxCalls = MaxPageCalls }).ReadAsync(pageId, new(), cancellationToken);

    /// <summary>Whether the object's parent is one that the connection sees. A data source lies where its database lies.</summary>
    private static bool IsBelow(NotionObject item, Dictionary<NotionId, NotionObject> seen)
        => item.Parent.Type switch
        {
            "block_id" => true,
            "database_id" when item.Kind == "data_source" => item.DatabaseParent?.Id is { } id && (item.DatabaseParent.Type == "block_id" || seen.ContainsKey(id)),
            _ => item.Parent.Id is { } id && seen.ContainsKey(id),
        };

    private static string? Next(string list, string scope, string? cursor)
        => cursor is null ? null : Cursor.Encode(list, scope, cursor);
}
