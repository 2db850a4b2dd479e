using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Connections;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Tells callers who they are to this app.</summary>
public sealed class CallerFunctions(ApiEndpoint endpoint, ConnectionWays ways)
{
    [Function("GetCaller")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/me")] HttpRequest request)
        => endpoint.RunAsync(request, tenant: null, Role.Reader, async (caller, cancellationToken)
            => Answer.Json(CallerResource.Of(caller, await ways.ListAsync(caller.Tenant, cancellationToken)), ApiJson.Default.CallerResource));
}
