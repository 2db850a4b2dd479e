using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Connections;
using NotionSync.Connections.Disconnecting;
using NotionSync.Connections.Nango;
using NotionSync.Connections.OAuth;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Connecting Notion workspaces, looking after the connections, and ending them.</summary>
public sealed class ConnectionFunctions(
    ApiEndpoint endpoint,
    ConnectionService connections,
    TokenConnector tokens,
    OAuthConnector oauth,
    NangoConnector nango,
    Disconnector disconnector)
{
    [Function("CreateConnectionSession")]
    public Task<IResult> StartAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/connections/session")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (caller, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.SessionRequest, cancellationToken);
            var session = asked.Provider switch
            {
                ConnectionProvider.Nango => SessionResource.Of(await nango.StartAsync(tenant, caller.UserId, asked.ConnectionId, cancellationToken)),
                ConnectionProvider.Notion => SessionResource.Of(await oauth.StartAsync(tenant, caller.UserId, asked.ConnectionId, asked.ReturnUrl, cancellationToken)),
                _ => throw new ProblemException(ProblemKind.Invalid, "invalid_request", "The provider must be \"nango\" or \"notion\"."),
            };

            return Answer.Json(session, ApiJson.Default.SessionResource, StatusCodes.Status201Created);
        });

    [Function("CreateConnection")]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/connections")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (caller, cancellationToken) =>
        {
            var connection = await request.ReadJsonAsync(ApiJson.Default.ConnectRequest, cancellationToken) switch
            {
                { Kind: "token", Token: { } token, Name: var name } => await tokens.ConnectAsync(tenant, caller.UserId, token, name, cancellationToken),
                { Kind: "nango", ConnectionId: { Length: > 0 and <= 255 } id } => await nango.CompleteAsync(tenant, id, cancellationToken),
                _ => throw new ProblemException(
                    ProblemKind.Invalid, "invalid_request", "Send {\"kind\":\"token\",\"token\":\"...\"}, or {\"kind\":\"nango\",\"connectionId\":\"...\"} with Nango's id."),
            };

            request.HttpContext.Response.Headers.Location = $"{request.PathBase}{request.Path}/{connection.Id}";
            return Answer.Json(ConnectionResource.Of(connection), ApiJson.Default.ConnectionResource, StatusCodes.Status201Created);
        });

    [Function("ReplaceConnectionToken")]
    public Task<IResult> ReplaceTokenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/tenants/{tenant}/connections/{connectionId}/token")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (caller, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.TokenReplacement, cancellationToken);
            var connection = await tokens.ReplaceAsync(tenant, caller.UserId, connectionId, asked.Token, cancellationToken);
            return Answer.Json(ConnectionResource.Of(connection), ApiJson.Default.ConnectionResource);
        });

    [Function("ListConnections")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/connections")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var items = await connections.ListAsync(tenant, cancellationToken);
            return Answer.Json(new([.. items.Select(ConnectionResource.Of)], null), ApiJson.Default.ListResourceConnectionResource);
        });

    [Function("GetConnection")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/connections/{connectionId}")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken)
            => Answer.Json(ConnectionResource.Of(await connections.GetAsync(tenant, connectionId, cancellationToken)), ApiJson.Default.ConnectionResource));

    [Function("ChangeConnection")]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/tenants/{tenant}/connections/{connectionId}")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var asked = await request.ReadJsonAsync(ApiJson.Default.ConnectionChangeRequest, cancellationToken);
            var connection = await connections.ChangeAsync(
                tenant, connectionId, asked.Name, asked.AutoSync?.Enabled, asked.AutoSync?.IntervalHours, cancellationToken);
            return Answer.Json(ConnectionResource.Of(connection), ApiJson.Default.ConnectionResource);
        });

    [Function("CheckConnection")]
    public Task<IResult> CheckAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/connections/{connectionId}/check")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var check = await connections.CheckAsync(tenant, connectionId, cancellationToken);
            return Answer.Json(new(check.Status, check.CheckedAt, check.Detail), ApiJson.Default.CheckResource);
        });

    [Function("DeleteConnection")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/tenants/{tenant}/connections/{connectionId}")] HttpRequest request,
        string tenant,
        string connectionId)
        => endpoint.RunAsync(request, tenant, Role.Admin, async (_, cancellationToken) =>
        {
            var removesDocuments = request.Query["documents"] switch
            {
                [] or ["keep"] => false,
                ["delete"] => true,
                _ => throw new ProblemException(ProblemKind.Invalid, "invalid_request", "documents must be \"keep\" or \"delete\"."),
            };

            await disconnector.EndAsync(tenant, connectionId, removesDocuments, cancellationToken);
            return Results.NoContent();
        });
}
