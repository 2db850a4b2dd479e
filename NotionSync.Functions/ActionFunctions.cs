using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Actions;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Doing things with a connection by name. What writes needs the deployment, the connection's grant and the role Integrator.</summary>
public sealed class ActionFunctions(ApiEndpoint endpoint, ActionService actions)
{
    private const string Connection = "api/tenants/{tenant}/connections/{connectionId}/";

    [Function("ListActions")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Connection + "actions")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var found = await actions.ListAsync(tenant, connectionId, cancellationToken);
            return Answer.Json(new([.. found.Select(ActionResource.Of)], null), ApiJson.Default.ListResourceActionResource);
        });

    [Function("RunAction")]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Connection + "actions/{name}")] HttpRequest request,
        string tenant,
        string connectionId,
        string name)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var input = await request.ReadJsonAsync(ApiJson.Default.ActionRequest, cancellationToken);
            var result = await actions.RunAsync(tenant, connectionId, caller.Actor, caller.Roles.Contains(Role.Integrator), name, input.Input, cancellationToken);
            return Results.Bytes(result.Body, result.ContentType);
        });

    [Function("GrantWrites")]
    public Task<IResult> GrantAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Connection + "writes")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (caller, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.WriteGrantRequest, cancellationToken);
            var connection = await actions.GrantAsync(tenant, connectionId, caller.Actor, asked.Allowed, cancellationToken);
            return Answer.Json(new WriteGrantRequest { Allowed = connection.AllowsWrites }, ApiJson.Default.WriteGrantRequest);
        });
}
