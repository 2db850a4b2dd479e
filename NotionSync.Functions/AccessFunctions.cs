using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Publishing;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>Who is given what: grants, links, requests and levels.</summary>
public sealed class AccessFunctions(ApiEndpoint endpoint, Grants grants, AccessLinks links, AccessRequests requests, LevelChanges levels)
{
    private const string Tenant = "api/tenants/{tenant}";

    [Function("ListGrants")]
    public Task<IResult> ListGrantsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Tenant + "/grants")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var filter = new GrantFilter(DocumentQuery.Text(request, "contactId"), DocumentQuery.Text(request, "groupId"), DocumentQuery.Text(request, "documentId"));
            var (items, next) = await grants.ListAsync(tenant, filter, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new(items, next), ApiJson.Default.ListResourceGrant);
        });

    [Function("AddGrant")]
    public Task<IResult> AddGrantAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/grants")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var draft = await request.ReadJsonAsync(ApiJson.Default.GrantDraft, cancellationToken);
            return Answer.Json(await grants.AddAsync(tenant, draft, caller.UserId, cancellationToken), ApiJson.Default.Grant, StatusCodes.Status201Created);
        });

    [Function("RemoveGrant")]
    public Task<IResult> RemoveGrantAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Tenant + "/grants/{grantId}")] HttpRequest request, string tenant, string grantId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            await grants.RemoveAsync(tenant, grantId, caller.Actor, cancellationToken);
            return Results.NoContent();
        });

    [Function("ListLinks")]
    public Task<IResult> ListLinksAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Tenant + "/contacts/{contactId}/links")] HttpRequest request, string tenant, string contactId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await links.ListAsync(tenant, contactId, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new([.. items.Select(LinkResource.Of)], next), ApiJson.Default.ListResourceLinkResource);
        });

    [Function("AddLink")]
    public Task<IResult> AddLinkAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/contacts/{contactId}/links")] HttpRequest request, string tenant, string contactId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var draft = await request.ReadJsonAsync(ApiJson.Default.LinkDraft, cancellationToken);
            var made = await links.AddAsync(tenant, contactId, draft.ExpiresAt, caller.UserId, cancellationToken);
            return Answer.Json(LinkResource.Of(made, tenant), ApiJson.Default.LinkResource, StatusCodes.Status201Created);
        });

    [Function("RevokeLink")]
    public Task<IResult> RevokeLinkAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Tenant + "/links/{linkId}")] HttpRequest request, string tenant, string linkId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            await links.RevokeAsync(tenant, linkId, caller.Actor, cancellationToken);
            return Results.NoContent();
        });

    [Function("ListAccessRequests")]
    public Task<IResult> ListRequestsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Tenant + "/access-requests")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await requests.ListAsync(tenant, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new(items, next), ApiJson.Default.ListResourceAccessRequest);
        });

    [Function("ApproveAccessRequest")]
    public Task<IResult> ApproveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/access-requests/{requestId}/approve")] HttpRequest request, string tenant, string requestId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var approval = await request.ReadJsonAsync(ApiJson.Default.AccessApproval, cancellationToken);
            var (contact, link) = await requests.ApproveAsync(tenant, requestId, approval, caller.UserId, cancellationToken);
            return Answer.Json(new(contact, LinkResource.Of(link, tenant)), ApiJson.Default.ApprovalResource, StatusCodes.Status201Created);
        });

    [Function("RejectAccessRequest")]
    public Task<IResult> RejectAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/access-requests/{requestId}/reject")] HttpRequest request, string tenant, string requestId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            await requests.RejectAsync(tenant, requestId, caller.UserId, cancellationToken);
            return Results.NoContent();
        });

    [Function("ChangeLevels")]
    public Task<IResult> ChangeLevelsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/documents/access-level")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var change = await request.ReadJsonAsync(ApiJson.Default.LevelChange, cancellationToken);
            return Answer.Json(await levels.ApplyAsync(tenant, change.DocumentIds, change.FolderId, change.AccessLevel, caller.Actor, cancellationToken), ApiJson.Default.LevelChangeResult);
        });
}
