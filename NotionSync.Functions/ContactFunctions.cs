using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Publishing;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>The people outside, their groups, and the NDA that they accept.</summary>
public sealed class ContactFunctions(ApiEndpoint endpoint, Contacts contacts, ContactGroups groups, Nda nda)
{
    private const string Tenant = "api/tenants/{tenant}";
    private const string Contact = Tenant + "/contacts/{contactId}";
    private const string Group = Tenant + "/groups/{groupId}";

    [Function("ListContacts")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Tenant + "/contacts")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await contacts.ListAsync(tenant, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new(items, next), ApiJson.Default.ListResourceContact);
        });

    [Function("AddContact")]
    public Task<IResult> AddAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/contacts")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var draft = await request.ReadJsonAsync(ApiJson.Default.ContactDraft, cancellationToken);
            return Answer.Json(await contacts.AddAsync(tenant, draft, caller.Actor, cancellationToken), ApiJson.Default.Contact, StatusCodes.Status201Created);
        });

    [Function("GetContact")]
    public Task<IResult> GetAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Contact)] HttpRequest request, string tenant, string contactId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken)
            => Answer.Json(await contacts.GetAsync(tenant, contactId, cancellationToken), ApiJson.Default.Contact));

    [Function("ChangeContact")]
    public Task<IResult> ChangeAsync([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Contact)] HttpRequest request, string tenant, string contactId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var change = await request.ReadJsonAsync(ApiJson.Default.ContactChange, cancellationToken);
            return Answer.Json(await contacts.ChangeAsync(tenant, contactId, change, caller.Actor, cancellationToken), ApiJson.Default.Contact);
        });

    [Function("RemoveContact")]
    public Task<IResult> RemoveAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Contact)] HttpRequest request, string tenant, string contactId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            await contacts.RemoveAsync(tenant, contactId, caller.Actor, cancellationToken);
            return Results.NoContent();
        });

    [Function("ListGroups")]
    public Task<IResult> ListGroupsAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Tenant + "/groups")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await groups.ListAsync(tenant, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new(items, next), ApiJson.Default.ListResourceContactGroup);
        });

    [Function("AddGroup")]
    public Task<IResult> AddGroupAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/groups")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var draft = await request.ReadJsonAsync(ApiJson.Default.GroupDraft, cancellationToken);
            return Answer.Json(await groups.AddAsync(tenant, draft.Name, caller.Actor, cancellationToken), ApiJson.Default.ContactGroup, StatusCodes.Status201Created);
        });

    [Function("RenameGroup")]
    public Task<IResult> RenameGroupAsync([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Group)] HttpRequest request, string tenant, string groupId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var draft = await request.ReadJsonAsync(ApiJson.Default.GroupDraft, cancellationToken);
            return Answer.Json(await groups.RenameAsync(tenant, groupId, draft.Name, caller.Actor, cancellationToken), ApiJson.Default.ContactGroup);
        });

    [Function("RemoveGroup")]
    public Task<IResult> RemoveGroupAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Group)] HttpRequest request, string tenant, string groupId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            await groups.RemoveAsync(tenant, groupId, caller.Actor, cancellationToken);
            return Results.NoContent();
        });

    [Function("ListNdas")]
    public Task<IResult> ListNdasAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Tenant + "/nda")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await nda.ListAsync(tenant, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new(items, next), ApiJson.Default.ListResourceNdaText);
        });

    [Function("PublishNda")]
    public Task<IResult> PublishNdaAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Tenant + "/nda")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var draft = await request.ReadJsonAsync(ApiJson.Default.NdaDraft, cancellationToken);
            return Answer.Json(await nda.PublishAsync(tenant, draft.Text, draft.AskAgain, caller.UserId, cancellationToken), ApiJson.Default.NdaText, StatusCodes.Status201Created);
        });

    [Function("ListAcceptances")]
    public Task<IResult> ListAcceptancesAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Tenant + "/nda/acceptances")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await nda.ListAcceptancesAsync(tenant, DocumentQuery.Text(request, "contactId"), paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new(items, next), ApiJson.Default.ListResourceNdaAcceptance);
        });
}
