using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Resources;

namespace NotionSync;

/// <summary>The versions of a document: what it was, what waits for approval, and which one is shown.</summary>
public sealed class VersionFunctions(ApiEndpoint endpoint, DocumentLibrary library, DocumentVersions versions, DocumentReview review, VersionComparer comparer)
{
    private const string Document = "api/tenants/{tenant}/documents/{documentId}";
    private const string Version = Document + "/versions/{version:int}";

    [Function("ListVersions")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/versions")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var paging = Paging.Of(request);
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var (items, next) = await versions.ListAsync(document, paging.Cursor, paging.PageSize, cancellationToken);
            return Answer.Tagged(request, new([.. items.Select(version => VersionResource.Of(document, version))], next), ApiJson.Default.ListResourceVersionResource);
        });

    [Function("GetVersion")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Version)] HttpRequest request,
        string tenant,
        string documentId,
        int version)
        => RunAsync(request, tenant, documentId, version, async (document, found, cancellationToken)
            => Answer.Tagged(request, VersionResource.Of(document, found, await library.GetManifestAsync(document.At(found), cancellationToken)), ApiJson.Default.VersionResource));

    [Function("GetVersionContent")]
    public Task<IResult> ContentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Version + "/content")] HttpRequest request,
        string tenant,
        string documentId,
        int version)
        => RunAsync(request, tenant, documentId, version, async (document, found, cancellationToken)
            => Download.File(request, await library.OpenContentAsync(document.At(found), cancellationToken), found.Content.ContentType, found.Content.FileName, found.Content.Sha256));

    [Function("GetVersionMarkdown")]
    public Task<IResult> MarkdownAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Version + "/markdown")] HttpRequest request,
        string tenant,
        string documentId,
        int version)
        => RunAsync(request, tenant, documentId, version, async (document, found, cancellationToken)
            => Download.Markdown(request, await library.ReadMarkdownAsync(document.At(found), target => new($"../../../{target.Id}/markdown"), cancellationToken)));

    [Function("GetVersionHtml")]
    public Task<IResult> HtmlAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Version + "/html")] HttpRequest request,
        string tenant,
        string documentId,
        int version)
        => RunAsync(request, tenant, documentId, version, async (document, found, cancellationToken)
            => Download.Html(request, await library.ReadMarkdownAsync(document.At(found), target => new($"../../../{target.Id}/html"), cancellationToken), found.Title));

    [Function("GetVersionAttachment")]
    public Task<IResult> AttachmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Version + "/attachments/{name}")] HttpRequest request,
        string tenant,
        string documentId,
        int version,
        string name)
        => RunAsync(request, tenant, documentId, version, async (document, found, cancellationToken) =>
        {
            var (attachment, content) = await library.OpenAttachmentAsync(document.At(found), name, cancellationToken);
            return Download.File(request, content, attachment.ContentType, attachment.Name, attachment.Sha256);
        });

    [Function("CompareVersions")]
    public Task<IResult> CompareAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Document + "/versions/compare")] HttpRequest request,
        string tenant,
        string documentId)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            var from = await versions.GetAsync(document, Number(request, "from"), cancellationToken);
            var to = await versions.GetAsync(document, Number(request, "to"), cancellationToken);
            return Answer.Tagged(request, await comparer.CompareAsync(document, from, to, cancellationToken), ApiJson.Default.VersionComparison);
        });

    [Function("ApproveVersion")]
    public Task<IResult> ApproveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Version + "/approve")] HttpRequest request,
        string tenant,
        string documentId,
        int version)
        => DecideAsync(request, tenant, (user, cancellationToken) => review.ApproveAsync(tenant, documentId, version, user, cancellationToken));

    [Function("RejectVersion")]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Version + "/reject")] HttpRequest request,
        string tenant,
        string documentId,
        int version)
        => DecideAsync(request, tenant, (user, cancellationToken) => review.RejectAsync(tenant, documentId, version, user, cancellationToken));

    [Function("RestoreVersion")]
    public Task<IResult> RestoreAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Version + "/restore")] HttpRequest request,
        string tenant,
        string documentId,
        int version)
        => DecideAsync(request, tenant, (user, cancellationToken) => review.RestoreAsync(tenant, documentId, version, user, cancellationToken));

    [Function("ApproveMove")]
    public Task<IResult> ApproveMoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Document + "/move/approve")] HttpRequest request,
        string tenant,
        string documentId)
        => DecideAsync(request, tenant, (user, cancellationToken) => review.ApproveMoveAsync(tenant, documentId, user, cancellationToken));

    private Task<IResult> RunAsync(
        HttpRequest request, string tenant, string documentId, int number, Func<Document, DocumentVersion, CancellationToken, Task<IResult>> action)
        => endpoint.RunAsync(request, tenant, Role.Reader, async (_, cancellationToken) =>
        {
            var document = await library.GetAsync(tenant, documentId, cancellationToken);
            return await action(document, await versions.GetAsync(document, number, cancellationToken), cancellationToken);
        });

    private Task<IResult> DecideAsync(HttpRequest request, string tenant, Func<string, CancellationToken, Task<Document>> decide)
        => endpoint.RunAsync(request, tenant, Role.ContentManager, async (caller, cancellationToken) =>
        {
            var document = await decide(caller.UserId, cancellationToken);
            request.HttpContext.Response.Headers.ETag = document.ETag;
            return Answer.Json(DocumentResource.Of(document), ApiJson.Default.DocumentResource);
        });

    private static int Number(HttpRequest request, string name)
        => int.TryParse(DocumentQuery.Text(request, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ProblemException(ProblemKind.Invalid, "invalid_filter", $"{name} must be the number of a version.");
}
