using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Resources;
using NotionSync.Tenants;

namespace NotionSync;

/// <summary>A tenant as a whole: a copy of it, a copy brought back, and its end.</summary>
public sealed class TenantFunctions(ApiEndpoint endpoint, TenantService tenants)
{
    [Function("ExportTenant")]
    public Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/export")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, (_, cancellationToken)
            => Task.FromResult(Results.Stream(target => tenants.ExportAsync(tenant, target, cancellationToken), "application/x-tar", "tenant.tar")));

    /// <summary>For the product's back end only: an archive may say anything of its tenant.</summary>
    [Function("ImportTenant")]
    public Task<IResult> ImportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/import")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Service, async (_, cancellationToken) =>
        {
            if (request.ContentType != "application/x-tar")
            {
                throw new ProblemException(ProblemKind.UnsupportedMediaType, "unsupported_media_type", "The body must be application/x-tar.");
            }

            var imported = await tenants.ImportAsync(tenant, request.Body, goesOn: request.Query["resume"] == "true", cancellationToken);
            return Answer.Json(new(imported.Rows, imported.Blobs), ApiJson.Default.TenantImportResource);
        });

    [Function("DeleteTenant")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/tenants/{tenant}")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            if (request.Query["confirm"] != tenant)
            {
                throw new ProblemException(ProblemKind.PreconditionRequired, "confirmation_required", "This removes everything of the tenant for good. Say so by confirm= and its name.");
            }

            if (await tenants.DeleteAsync(tenant, cancellationToken))
            {
                return Results.NoContent();
            }

            // Very much to remove: the same call again goes on.
            request.HttpContext.Response.Headers.RetryAfter = "1";
            return Results.StatusCode(StatusCodes.Status202Accepted);
        });
}
