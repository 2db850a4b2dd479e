using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Connections;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Connecting Notion workspaces.</summary>
public sealed class ConnectionFunctions(ApiEndpoint endpoint, ConnectionService connections)
{
    [Function("CreateConnection")]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/connections")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.ConnectRequest, cancellationToken);

            if (asked is not { Kind: "token", Token: { } token })
            {
                throw new ProblemException(ProblemKind.Invalid, "invalid_request", "Send {\"kind\":\"token\",\"token\":\"...\"}.");
            }

            var connection = await connections.ConnectWithTokenAsync(tenant, token, asked.Name, cancellationToken);

            request.HttpContext.Response.Headers.Location = $"{request.PathBase}{request.Path}/{connection.Id}";
            return Answer.Json(ConnectionResource.Of(connection), ApiJson.Default.ConnectionResource, StatusCodes.Status201Created);
        });

    [Function("ListConnections")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/connections")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var items = await connections.ListAsync(tenant, cancellationToken);
            return Answer.Json(new([.. items.Select(ConnectionResource.Of)], null), ApiJson.Default.ListResourceConnectionResource);
        });

    [Function("GetConnection")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/connections/{connectionId}")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken)
            => Answer.Json(ConnectionResource.Of(await connections.GetAsync(tenant, connectionId, cancellationToken)), ApiJson.Default.ConnectionResource));

    [Function("CheckConnection")]
    public Task<IResult> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "tenants/{tenant}/connections/{connectionId}/check")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var check = await connections.CheckAsync(tenant, connectionId, cancellationToken);
            return Answer.Json(new(check.Status, check.CheckedAt, check.Detail), ApiJson.Default.CheckResource);
        });

    [Function("DeleteConnection")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "tenants/{tenant}/connections/{connectionId}")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            await connections.DisconnectAsync(tenant, connectionId, cancellationToken);
            return Results.NoContent();
        });
}
