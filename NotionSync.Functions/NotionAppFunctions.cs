using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Connections.OAuth;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>The Notion app that a tenant's users authorise, where the tenant brings its own. Its secret is taken and never shown.</summary>
public sealed class NotionAppFunctions(ApiEndpoint endpoint, NotionApps apps)
{
    private const string App = "api/tenants/{tenant}/notion-app";

    [Function("GetNotionApp")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = App)] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var own = await apps.FindOwnAsync(tenant, cancellationToken);
            return Answer.Json(new(own?.ClientId, apps.RedirectUri), ApiJson.Default.NotionAppResource);
        });

    [Function("SetNotionApp")]
    public Task<IResult> SetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = App)] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.NotionAppRequest, cancellationToken);
            await apps.SetOwnAsync(tenant, asked.ClientId, asked.ClientSecret, cancellationToken);
            return Results.NoContent();
        });

    [Function("RemoveNotionApp")]
    public Task<IResult> RemoveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = App)] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            await apps.RemoveOwnAsync(tenant, cancellationToken);
            return Results.NoContent();
        });
}
