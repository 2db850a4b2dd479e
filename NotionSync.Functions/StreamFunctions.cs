using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Resources;
using NotionSync.Streams;
using NotionSync.Streams.Exporting;

namespace NotionSync;

/// <summary>Notion's objects as streams of records: at once as lines, or as a run that keeps them in the store.</summary>
public sealed class StreamFunctions(ApiEndpoint endpoint, StreamService streams, StreamLineWriter writer, StreamExports exports, TimeProvider time)
{
    private const string Streams = "api/tenants/{tenant}/connections/{connectionId}/streams";
    private const string Exports = "api/tenants/{tenant}/stream-exports";

    [Function("ListStreams")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Streams)] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var found = await streams.DiscoverAsync(tenant, connectionId, cancellationToken);
            return Answer.Json(new([.. found.Select(StreamResource.Of)], null), ApiJson.Default.ListResourceStreamResource);
        });

    [Function("ReadStream")]
    public Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Streams + "/read")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.StreamReadRequest, cancellationToken);
            var bounds = asked.Bounds();
            var reading = await streams.OpenAsync(tenant, connectionId, asked.Check(time), cancellationToken);
            return new NdjsonResult((output, aborted) => writer.WriteAsync(reading, asked.Stream, bounds, output, aborted));
        });

    [Function("StartStreamExport")]
    public Task<IResult> StartExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Streams + "/exports")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.StreamExportRequest, cancellationToken);
            var export = await exports.StartAsync(tenant, connectionId, asked.Check(time), cancellationToken);

            request.HttpContext.Response.Headers.Location = $"{request.PathBase}/{Exports.Replace("{tenant}", Uri.EscapeDataString(tenant), StringComparison.Ordinal)}/{export.Id}";
            return Answer.Json(StreamExportResource.Of(export), ApiJson.Default.StreamExportResource, StatusCodes.Status202Accepted);
        });

    [Function("ListStreamExports")]
    public Task<IResult> ListExportsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Exports)] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await exports.ListAsync(tenant, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new([.. items.Select(StreamExportResource.Of)], next), ApiJson.Default.ListResourceStreamExportResource);
        });

    [Function("GetStreamExport")]
    public Task<IResult> GetExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Exports + "/{exportId}")] HttpRequest request,
        string tenant,
        string exportId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken)
            => Answer.Json(StreamExportResource.Of(await exports.GetAsync(tenant, exportId, cancellationToken)), ApiJson.Default.StreamExportResource));

    [Function("GetStreamExportContent")]
    public Task<IResult> ExportContentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Exports + "/{exportId}/content")] HttpRequest request,
        string tenant,
        string exportId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var export = await exports.GetAsync(tenant, exportId, cancellationToken);
            return new NdjsonResult((output, aborted) => exports.CopyAsync(export, output.AsStream(leaveOpen: true), aborted));
        });

    [Function("DeleteStreamExport")]
    public Task<IResult> DeleteExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Exports + "/{exportId}")] HttpRequest request,
        string tenant,
        string exportId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            await exports.RemoveAsync(tenant, exportId, cancellationToken);
            return Results.NoContent();
        });
}
