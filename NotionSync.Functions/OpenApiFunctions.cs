using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.OpenApi;

namespace NotionSync;

/// <summary>The API's own description.</summary>
public sealed class OpenApiFunctions(ApiEndpoint endpoint)
{
    // Made when first asked for: it takes some milliseconds, and most processes are never asked.
    private static readonly Lazy<string> Document = new(() => OpenApiDocument.Create().ToJsonString());

    [Function("GetOpenApi")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request)
        => endpoint.RunAnonymousAsync(request, _ =>
        {
            request.HttpContext.Response.Headers.CacheControl = "public, max-age=300";
            return Task.FromResult(Results.Text(Document.Value, "application/json"));
        });
}
