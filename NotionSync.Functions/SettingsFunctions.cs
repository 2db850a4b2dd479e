using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Resources;
using NotionSync.Tenants;

namespace NotionSync;

/// <summary>What a tenant decided for all its documents.</summary>
public sealed class SettingsFunctions(ApiEndpoint endpoint, TenantSettingsService settings)
{
    private const string Settings = "api/tenants/{tenant}/settings";

    [Function("GetSettings")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Settings)] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken)
            => Answer.Tagged(request, await settings.GetAsync(tenant, cancellationToken), ApiJson.Default.TenantSettings));

    [Function("ChangeSettings")]
    public Task<IResult> ChangeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Settings)] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (caller, cancellationToken) =>
        {
            var change = await request.ReadJsonAsync(ApiJson.Default.TenantSettingsChange, cancellationToken);
            return Answer.Json(await settings.ChangeAsync(tenant, change, caller.Actor, cancellationToken), ApiJson.Default.TenantSettings);
        });
}
