using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Browsing;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Looking around in a connected workspace. Nothing is stored.</summary>
public sealed class BrowseFunctions(ApiEndpoint endpoint, WorkspaceBrowser browser)
{
    private const string Connection = "api/tenants/{tenant}/connections/{connectionId}/";

    [Function("SearchWorkspace")]
    public Task<IResult> SearchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Connection + "search")] HttpRequest request,
        string tenant,
        string connectionId)
        => ListAsync(request, tenant, (paging, cancellationToken)
            => browser.SearchAsync(tenant, connectionId, request.Query["query"], request.Query["type"], paging.Cursor, paging.PageSize, cancellationToken));

    [Function("ListRoots")]
    public Task<IResult> RootsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Connection + "roots")] HttpRequest request,
        string tenant,
        string connectionId)
        => ListAsync(request, tenant, (_, cancellationToken) => browser.ListRootsAsync(tenant, connectionId, cancellationToken));

    [Function("ListChildren")]
    public Task<IResult> ChildrenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Connection + "pages/{pageId}/children")] HttpRequest request,
        string tenant,
        string connectionId,
        string pageId)
        => ListAsync(request, tenant, (_, cancellationToken) => browser.ListChildrenAsync(tenant, connectionId, RouteId.Parse(pageId), cancellationToken));

    [Function("ListDataSourcePages")]
    public Task<IResult> RowsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Connection + "data-sources/{dataSourceId}/pages")] HttpRequest request,
        string tenant,
        string connectionId,
        string dataSourceId)
        => ListAsync(request, tenant, (paging, cancellationToken)
            => browser.ListRowsAsync(tenant, connectionId, RouteId.Parse(dataSourceId), paging.Cursor, paging.PageSize, cancellationToken));

    [Function("ListDatabaseChildren")]
    public Task<IResult> DatabaseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Connection + "databases/{databaseId}/children")] HttpRequest request,
        string tenant,
        string connectionId,
        string databaseId)
        => ListAsync(request, tenant, (paging, cancellationToken)
            => browser.ListDatabaseAsync(tenant, connectionId, RouteId.Parse(databaseId), paging.Cursor, paging.PageSize, cancellationToken));

    [Function("PreviewPage")]
    public Task<IResult> PreviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Connection + "pages/{pageId}/preview")] HttpRequest request,
        string tenant,
        string connectionId,
        string pageId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var (title, markdown) = await browser.PreviewAsync(tenant, connectionId, RouteId.Parse(pageId), cancellationToken);

            return request.Query["format"] == "html"
                ? Download.Html(request, Encoding.UTF8.GetString(markdown.Span), title)
                : Results.Bytes(markdown, "text/markdown; charset=utf-8");
        });

    private Task<IResult> ListAsync(HttpRequest request, string tenant, Func<Paging, CancellationToken, Task<BrowsePage>> list)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var page = await list(Paging.Of(request), cancellationToken);
            return Answer.Json(new([.. page.Items.Select(BrowseResource.Of)], page.NextCursor, page.IsIncomplete), ApiJson.Default.BrowseListResource);
        });
}
