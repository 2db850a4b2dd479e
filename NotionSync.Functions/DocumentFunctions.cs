using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Publishing;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>The document library of a tenant.</summary>
public sealed class DocumentFunctions(ApiEndpoint endpoint, DocumentLibrary library, Grants grants)
{
    private const string Document = "api/tenants/{tenant}/documents/{documentId}";

    [Function("ListDocuments")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/tenants/{tenant}/documents")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await library.ListAsync(tenant, DocumentQuery.Of(request), paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Tagged(request, new([.. items.Select(document => DocumentResource.Of(document))], next), ApiJson.Default.ListResourceDocumentResource);
        });

    [Function("GetDocument")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document)] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken)
            => await AnswerAsync(request, await library.GetAsync(tenant, documentId, cancellationToken), cancellationToken));

    [Function("ChangeDocument")]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Document)] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            if (request.Headers.IfMatch is not [{ Length: > 0 } etag])
            {
                throw new ProblemException(ProblemKind.PreconditionRequired, "if_match_required", "Send the ETag of the document as If-Match.");
            }

            var change = await request.ReadJsonAsync(ApiJson.Default.DocumentChange, cancellationToken);
            var contacts = change.Contacts is { } ids ? await grants.PlanContactsAsync(tenant, documentId, ids, caller.UserId, cancellationToken) : [];
            var document = await library.ChangeAsync(tenant, documentId, etag, change.AccessLevel, change.Title, contacts, caller.Actor, cancellationToken);
            return await AnswerAsync(request, document, cancellationToken);
        });

    [Function("DeleteDocument")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Document)] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            await library.RemoveAsync(tenant, documentId, caller.Actor, cancellationToken);
            return Results.NoContent();
        });

    [Function("GetDocumentContent")]
    public Task<IResult> ContentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/content")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var content = await library.OpenContentAsync(document, cancellationToken);
            return Download.File(request, content, document.Content.ContentType, document.Content.FileName, document.Content.Sha256);
        });

    [Function("GetDocumentMarkdown")]
    public Task<IResult> MarkdownAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/markdown")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var markdown = await library.ReadMarkdownAsync(document, target => new($"../{target.Id}/markdown"), cancellationToken);
            return Download.Markdown(request, markdown);
        });

    [Function("GetDocumentHtml")]
    public Task<IResult> HtmlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/html")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var markdown = await library.ReadMarkdownAsync(document, target => new($"../{target.Id}/html"), cancellationToken);
            return Download.Html(request, markdown, document.Title);
        });

    [Function("GetAttachment")]
    public Task<IResult> AttachmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/attachments/{name}")] HttpRequest request,
        string tenant,
        string documentId,
        string name)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var (attachment, content) = await library.OpenAttachmentAsync(document, name, cancellationToken);
            return Download.File(request, content, attachment.ContentType, attachment.Name, attachment.Sha256);
        });

    private async Task<IResult> AnswerAsync(HttpRequest request, Document document, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsGet(request.Method) && Answer.IsKnown(request, document.ETag!) is { } known)
        {
            return known;
        }

        var manifest = await library.GetManifestAsync(document, cancellationToken);
        var properties = await library.GetPropertiesAsync(document, cancellationToken);

        request.HttpContext.Response.Headers.ETag = document.ETag;
        return Answer.Json(DocumentResource.Of(document, manifest, properties), ApiJson.Default.DocumentResource);
    }
}
