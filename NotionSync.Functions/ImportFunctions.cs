using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Importing;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Starting imports and watching them.</summary>
public sealed class ImportFunctions(ApiEndpoint endpoint, ImportService imports)
{
    [Function("StartImport")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/imports")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.ImportRequest, cancellationToken);
            var items = asked.Items.Select(item => new ImportRequestItem(RouteId.Parse(item.Id), item.Type, item.IncludeSubpages, item.As, item.AccessLevel, item.Comments)).ToList();
            var import = await imports.StartAsync(tenant, asked.ConnectionId, items, asked.AccessLevel ?? AccessLevel.Internal, cancellationToken);

            return await Accepted.AnswerAsync(request, imports, import, cancellationToken);
        });

    [Function("ListImports")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/imports")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await imports.ListAsync(tenant, syncsOnly: false, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new([.. items.Select(ImportResource.Of)], next), ApiJson.Default.ListResourceImportResource);
        });

    [Function("GetImport")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/imports/{importId}")] HttpRequest request,
        string tenant,
        string importId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken)
            => Answer.Json(ImportResource.Of(await imports.GetAsync(tenant, importId, cancellationToken)), ApiJson.Default.ImportResource));

    [Function("CancelImport")]
    public Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/imports/{importId}/cancel")] HttpRequest request,
        string tenant,
        string importId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken)
            => Answer.Json(ImportResource.Of(await imports.CancelAsync(tenant, importId, cancellationToken)), ApiJson.Default.ImportResource));

    [Function("RetryImport")]
    public Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/imports/{importId}/retry")] HttpRequest request,
        string tenant,
        string importId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var retry = await imports.RetryAsync(tenant, importId, cancellationToken);
            return await Accepted.AnswerAsync(request, imports, retry, cancellationToken);
        });
}
