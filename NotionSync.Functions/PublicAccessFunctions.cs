using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Http;
using NotionSync.Publishing;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>How a visitor becomes a contact: asks for access, comes by a link, accepts the NDA.</summary>
public sealed class PublicAccessFunctions(PublicEndpoint endpoint, AccessLinks links, AccessRequests requests, Nda nda)
{
    private const string Public = "api/public/{tenant}";

    [Function("RequestAccess")]
    public Task<IResult> RequestAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Public + "/access-requests")] HttpRequest request, string tenant)
        => endpoint.RunAsync(
            request,
            tenant,
            async (_, cancellationToken) =>
            {
                await requests.AddAsync(tenant, await request.ReadJsonAsync(ApiJson.Default.AccessRequestDraft, cancellationToken), cancellationToken);
                return Results.StatusCode(StatusCodes.Status202Accepted);
            },
            isForm: true);

    /// <summary>For programs: the link's token in the body, the session's in the answer and as a cookie.</summary>
    [Function("OpenSession")]
    public Task<IResult> OpenAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Public + "/session")] HttpRequest request, string tenant)
        => endpoint.RunAsync(
            request,
            tenant,
            async (_, cancellationToken) =>
            {
                var draft = await request.ReadJsonAsync(ApiJson.Default.SessionDraft, cancellationToken);
                var session = await links.ExchangeAsync(tenant, draft.Link, cancellationToken);
                SessionCookie.Set(request.HttpContext.Response, tenant, session);
                return Answer.Json(session, ApiJson.Default.Session, StatusCodes.Status201Created);
            },
            isForm: true);

    /// <summary>For browsers: the link itself leads here, and on to an address without it.</summary>
    [Function("EnterByLink")]
    public Task<IResult> EnterAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Public + "/enter")] HttpRequest request, string tenant)
        => endpoint.RunAsync(
            request,
            tenant,
            async (_, cancellationToken) =>
            {
                // People go on to the visitor's page, also with a link that no longer works; programs to the list.
                var page = AcceptsHtml(request) ? $"../../../trust/{Uri.EscapeDataString(tenant)}" : null;
                request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";

                try
                {
                    SessionCookie.Set(request.HttpContext.Response, tenant, await links.ExchangeAsync(tenant, DocumentQuery.Text(request, "link"), cancellationToken));
                    return new SeeOther(page ?? "documents");
                }
                catch (ProblemException problem) when (problem.Code == "link_invalid" && page is not null)
                {
                    return new SeeOther($"{page}?link=invalid");
                }
            },
            isForm: true);

    [Function("GetSession")]
    public Task<IResult> SessionAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Public + "/session")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, (visitor, _) => Task.FromResult(Answer.Json(VisitorResource.Of(visitor), ApiJson.Default.VisitorResource)));

    [Function("CloseSession")]
    public Task<IResult> CloseAsync([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Public + "/session")] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, (_, _) =>
        {
            SessionCookie.Clear(request.HttpContext.Response, tenant);
            return Task.FromResult(Results.NoContent());
        });

    [Function("GetPublicNda")]
    public Task<IResult> NdaAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Public + "/nda")] HttpRequest request, string tenant)
        => endpoint.RunForContactAsync(request, tenant, async (visitor, cancellationToken) =>
        {
            var text = await nda.GetAsync(tenant, visitor.Settings.NdaVersion, cancellationToken);
            return Answer.Json(new PublicNdaResource(text.Version, text.Text, visitor.AcceptedNda), ApiJson.Default.PublicNdaResource);
        });

    [Function("AcceptNda")]
    public Task<IResult> AcceptAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Public + "/nda/acceptance")] HttpRequest request, string tenant)
        => endpoint.RunForContactAsync(request, tenant, async (visitor, cancellationToken) =>
        {
            var draft = await request.ReadJsonAsync(ApiJson.Default.AcceptanceDraft, cancellationToken);
            var accepted = await nda.AcceptAsync(visitor, draft.Version, cancellationToken);
            return Answer.Json(new AcceptanceResource(accepted.Version, accepted.At), ApiJson.Default.AcceptanceResource, StatusCodes.Status201Created);
        });

    private static bool AcceptsHtml(HttpRequest request)
        => request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>A redirect to an address beside the one that was asked for; the browser asks for it with GET.</summary>
    private sealed class SeeOther(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}
