using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Resources;
using NotionSync.Syncing;

namespace NotionSync;

/// <summary>Whether and how often tenants sync by themselves, for many at once.</summary>
public sealed class SyncSettingsFunctions(ApiEndpoint endpoint, SyncSettings settings)
{
    [Function("SetSyncSettings")]
    public Task<IResult> SetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/sync-settings")] HttpRequest request)
        => endpoint.RunAsync(request, tenant: null, Role.Service, async (_, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.SyncSettingsRequest, cancellationToken);
            await settings.SetAsync(asked.TenantIds, asked.ReadSources(), asked.IntervalHours, cancellationToken);
            return Results.NoContent();
        });
}
