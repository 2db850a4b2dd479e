using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Importing;
using NotionSync.Resources;
using NotionSync.Syncing;

namespace NotionSync;

/// <summary>Syncing now, and looking at the syncs that there were.</summary>
public sealed class SyncRequestFunctions(ApiEndpoint endpoint, SyncService syncs, ImportService runs)
{
    [Function("SyncTenant")]
    public Task<IResult> SyncAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/sync")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var started = await syncs.SyncNowAsync(tenant, DocumentQuery.Text(request, "connectionId"), cancellationToken);
            return Answer.Json(new([.. started.Select(run => new SyncRunResource(run.Id, run.ConnectionId))]), ApiJson.Default.SyncStartedResource, StatusCodes.Status202Accepted);
        });

    [Function("ListSyncRuns")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/sync/runs")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await runs.ListAsync(tenant, syncsOnly: true, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new([.. items.Select(ImportResource.Of)], next), ApiJson.Default.ListResourceImportResource);
        });

    [Function("ResyncDocument")]
    public Task<IResult> ResyncAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/documents/{documentId}/resync")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken)
            => await Accepted.AnswerAsync(request, runs, await syncs.ResyncAsync(tenant, documentId, cancellationToken), cancellationToken));
}
