using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Publishing;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>A tenant's documents as visitors see them. What a visitor may not see is 404, as if it were not there.</summary>
public sealed class PublicDocumentFunctions(PublicEndpoint endpoint, Gate gate, DocumentLibrary library)
{
    private const string Documents = "api/public/{tenant}/documents";
    private const string Document = Documents + "/{documentId}";

    [Function("ListPublicDocuments")]
    public Task<IResult> ListAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Documents)] HttpRequest request, string tenant)
        => endpoint.RunAsync(request, tenant, async (visitor, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var query = DocumentQuery.Text(request, "query");
            var (items, next) = await gate.ListAsync(visitor, query, DocumentQuery.Text(request, "parentId"), paging.Cursor, paging.PageSize, cancellationToken);
            var parents = await gate.FindParentsAsync(visitor, items, cancellationToken);
            var resources = items.Zip(parents, (document, parent) => PublicDocumentResource.Of(document, parent)).ToList();

            // An empty list shows nobody anything; otherwise whoever makes up names of tenants would fill the storage.
            if (items.Count > 0 || visitor.Contact is not null)
            {
                await endpoint.RecordAsync(visitor, query is null ? "documents.listed" : "documents.searched", "documents", detail: null, cancellationToken);
            }

            return Answer.Tagged(request, new(resources, next), ApiJson.Default.ListResourcePublicDocumentResource, PublicEndpoint.CacheControl(visitor));
        });

    [Function("GetPublicDocument")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document)] HttpRequest request, string tenant, string documentId)
        => RunAsync(request, tenant, documentId, "document.read", async (visitor, document, cancellationToken) =>
        {
            var manifest = await library.GetManifestAsync(document, cancellationToken);
            var parent = (await gate.FindParentsAsync(visitor, [document], cancellationToken))[0];
            var resource = PublicDocumentResource.Of(document, parent, manifest);
            return Answer.Tagged(request, resource, ApiJson.Default.PublicDocumentResource, PublicEndpoint.CacheControl(visitor));
        });

    [Function("GetPublicDocumentContent")]
    public Task<IResult> ContentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/content")] HttpRequest request, string tenant, string documentId)
        => RunAsync(request, tenant, documentId, "document.downloaded", async (visitor, document, cancellationToken) =>
        {
            // As Markdown with the visitor's links; a file as it is.
            if (document.Kind == DocumentKind.Markdown)
            {
                return Download.Markdown(request, await ReadAsync(visitor, document, "content", cancellationToken), PublicEndpoint.CacheControl(visitor));
            }

            var content = await library.OpenContentAsync(document, cancellationToken);
            return Download.File(request, content, document.Content.ContentType, document.Content.FileName, document.Content.Sha256, PublicEndpoint.CacheControl(visitor));
        });

    [Function("GetPublicDocumentHtml")]
    public Task<IResult> HtmlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/html")] HttpRequest request, string tenant, string documentId)
        => RunAsync(request, tenant, documentId, "document.shown", async (visitor, document, cancellationToken)
            => Download.Html(request, await ReadAsync(visitor, document, "html", cancellationToken), document.Title, PublicEndpoint.CacheControl(visitor)));

    [Function("GetPublicAttachment")]
    public Task<IResult> AttachmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/attachments/{name}")] HttpRequest request, string tenant, string documentId, string name)
        => endpoint.RunAsync(request, tenant, async (visitor, cancellationToken) =>
        {
            var document = await gate.GetAsync(visitor, documentId, cancellationToken);
            var (attachment, content) = await library.OpenAttachmentAsync(document, name, cancellationToken);
            await endpoint.RecordAsync(visitor, "attachment.downloaded", $"document:{document.Id}", attachment.Name, cancellationToken);
            return Download.File(request, content, attachment.ContentType, attachment.Name, attachment.Sha256, PublicEndpoint.CacheControl(visitor));
        });

    private Task<IResult> RunAsync(
        HttpRequest request, string tenant, string documentId, string action, Func<Visitor, Document, CancellationToken, Task<IResult>> show)
        => endpoint.RunAsync(request, tenant, async (visitor, cancellationToken) =>
        {
            var document = await gate.GetAsync(visitor, documentId, cancellationToken);
            await endpoint.RecordAsync(visitor, action, $"document:{document.Id}", $"version {document.Version}", cancellationToken);
            return await show(visitor, document, cancellationToken);
        });

    /// <summary>Links lead to documents that this visitor may see; of others not even the title of today is told.</summary>
    private Task<string> ReadAsync(Visitor visitor, Document document, string view, CancellationToken cancellationToken)
        => library.ReadMarkdownAsync(
            document,
            async target => await gate.MaySeeAsync(visitor, target, cancellationToken) ? $"../{target.Id}/{view}" : null,
            cancellationToken);
}
