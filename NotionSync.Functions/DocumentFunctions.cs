using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;
using NotionSync.Documents;
using NotionSync.Html;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>The document library of a tenant.</summary>
public sealed class DocumentFunctions(ApiEndpoint endpoint, DocumentLibrary library)
{
    private const string Document = "tenants/{tenant}/documents/{documentId}";

    [Function("ListDocuments")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/documents")] HttpRequest request,
        string tenant)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var (items, next) = await library.ListAsync(tenant, DocumentQuery.Of(request), paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Json(new([.. items.Select(document => DocumentResource.Of(document))], next), ApiJson.Default.ListResourceDocumentResource);
        });

    [Function("GetDocument")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Document)] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken)
            => await AnswerAsync(request, await library.GetAsync(tenant, documentId, cancellationToken), cancellationToken));

    [Function("ChangeDocument")]
    public Task<IResult> ChangeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Document)] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            if (request.Headers.IfMatch is not [{ Length: > 0 } etag])
            {
                throw new ProblemException(ProblemKind.PreconditionRequired, "if_match_required", "Send the ETag of the document as If-Match.");
            }

            var change = await request.ReadJsonAsync(ApiJson.Default.DocumentChange, cancellationToken);
            var document = await library.ChangeAsync(tenant, documentId, etag, change.AccessLevel, change.Title, cancellationToken);
            return await AnswerAsync(request, document, cancellationToken);
        });

    [Function("DeleteDocument")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Document)] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (_, cancellationToken) =>
        {
            await library.RemoveAsync(tenant, documentId, cancellationToken);
            return Results.NoContent();
        });

    [Function("GetDocumentContent")]
    public Task<IResult> ContentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Document + "/content")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var content = await library.OpenContentAsync(document, cancellationToken);
            return Download(request, content, document.Content.ContentType, document.Content.FileName, document.Content.Sha256);
        });

    [Function("GetDocumentMarkdown")]
    public Task<IResult> MarkdownAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Document + "/markdown")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var markdown = Encoding.UTF8.GetBytes(await library.ReadMarkdownAsync(document, "markdown", cancellationToken));
            return Download(request, new MemoryStream(markdown), "text/markdown; charset=utf-8", fileName: null, HashOf(markdown));
        });

    [Function("GetDocumentHtml")]
    public Task<IResult> HtmlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Document + "/html")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var markdown = await library.ReadMarkdownAsync(document, "html", cancellationToken);
            var page = Encoding.UTF8.GetBytes(HtmlRenderer.RenderPage(markdown, document.Title));
            var result = Download(request, new MemoryStream(page), "text/html; charset=utf-8", fileName: null, HashOf(page));

            request.HttpContext.Response.Headers.ContentSecurityPolicy = HtmlRenderer.ContentSecurityPolicy;
            request.HttpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
            return result;
        });

    [Function("GetAttachment")]
    public Task<IResult> AttachmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Document + "/attachments/{name}")] HttpRequest request,
        string tenant,
        string documentId,
        string name)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var (attachment, content) = await library.OpenAttachmentAsync(document, name, cancellationToken);
            return Download(request, content, attachment.ContentType, attachment.Name, attachment.Sha256);
        });

    private async Task<IResult> AnswerAsync(HttpRequest request, Document document, CancellationToken cancellationToken)
    {
        var manifest = await library.GetManifestAsync(document, cancellationToken);
        var properties = await library.GetPropertiesAsync(document, cancellationToken);

        request.HttpContext.Response.Headers.ETag = document.ETag;
        return Answer.Json(DocumentResource.Of(document, manifest, properties), ApiJson.Default.DocumentResource);
    }

    /// <summary>Sends bytes that somebody outside wrote: never as a page of ours, whatever they say they are.</summary>
    private static IResult Download(HttpRequest request, Stream content, string contentType, string? fileName, string etag)
    {
        request.HttpContext.Response.Headers.XContentTypeOptions = "nosniff";
        request.HttpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        request.HttpContext.Response.Headers.CacheControl = "private, no-cache";

        if (fileName is not null)
        {
            var disposition = new ContentDispositionHeaderValue(IsShownInline(contentType) ? DispositionTypeNames.Inline : DispositionTypeNames.Attachment);
            disposition.SetHttpFileName(fileName);
            request.HttpContext.Response.Headers.ContentDisposition = disposition.ToString();
        }

        return Results.Stream(content, contentType, entityTag: new EntityTagHeaderValue($"\"{etag}\""), enableRangeProcessing: true);
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static bool IsShownInline(string contentType)
        => contentType.Split(';')[0] is "application/pdf" or "image/png" or "image/jpeg" or "image/gif" or "image/webp" or "text/markdown" or "audio/mpeg" or "video/mp4";
}
