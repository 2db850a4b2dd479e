using System.Text;
using System.Text.Json;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Documents;

/// <summary>What people do with the documents of a tenant.</summary>
public sealed class DocumentLibrary(IDocumentStore documents, IContentStore content)
{
    private const string ListName = "documents";
    private const int MaxParallelReads = 16;

    /// <exception cref="ProblemException"><c>invalid_cursor</c>.</exception>
    public async Task<(IReadOnlyList<Document> Items, string? NextCursor)> ListAsync(string tenantId, DocumentFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var scope = $"{tenantId}\n{filter}";
        var page = await documents.ListAsync(tenantId, filter, Cursor.Decode(ListName, scope, cursor), pageSize, cancellationToken);

        return (page.Items, page.Continuation is { } next ? Cursor.Encode(ListName, scope, next) : null);
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<Document> GetAsync(string tenantId, string documentId, CancellationToken cancellationToken)
        => await documents.FindAsync(tenantId, documentId, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such document.");

    public async Task<DocumentManifest> GetManifestAsync(Document document, CancellationToken cancellationToken)
    {
        await using var manifest = await OpenAsync(ContentPath.Manifest(document.TenantId, document.Id, document.ContentHash), cancellationToken);
        return await JsonSerializer.DeserializeAsync(manifest, DocumentJson.Default.DocumentManifest, cancellationToken)
            ?? throw new InvalidOperationException($"The manifest of document {document.Id} is empty.");
    }

    /// <returns>The properties as Notion gave them, or <see langword="null"/>.</returns>
    public async Task<JsonElement?> GetPropertiesAsync(Document document, CancellationToken cancellationToken)
    {
        await using var properties = await content.OpenAsync(ContentPath.Properties(document.TenantId, document.Id), cancellationToken);
        return properties is null ? null : (await JsonDocument.ParseAsync(properties, cancellationToken: cancellationToken)).RootElement;
    }

    /// <summary>The document's content: the file, or the Markdown.</summary>
    public Task<Stream> OpenContentAsync(Document document, CancellationToken cancellationToken)
        => document.Kind == DocumentKind.File
            ? OpenFileAsync(document, document.Content.Sha256, cancellationToken)
            : OpenMarkdownAsync(document, cancellationToken);

    /// <summary>
    /// The whole page as Markdown, whatever the document's kind, in which links to pages that are documents of this
    /// library lead to <c>../ID/VIEW</c>. Resolved as it is read, so a link holds from the moment its page is imported.
    /// </summary>
    public async Task<string> ReadMarkdownAsync(Document document, string view, CancellationToken cancellationToken)
    {
        await using var stored = await OpenMarkdownAsync(document, cancellationToken);
        using var reader = new StreamReader(stored, Encoding.UTF8);
        var markdown = await reader.ReadToEndAsync(cancellationToken);
        var targets = new Dictionary<NotionId, LinkTarget>();

        foreach (var pages in LinkResolver.FindPages(markdown).Chunk(MaxParallelReads))
        {
            var found = await Task.WhenAll(pages.Select(page => documents.FindAsync(document.TenantId, Document.IdFor(document.Source.ConnectionId, page), cancellationToken)));

            foreach (var (page, target) in pages.Zip(found))
            {
                if (target is not null)
                {
                    targets[page] = new($"../{target.Id}/{view}", target.Title);
                }
            }
        }

        return targets.Count == 0 ? markdown : LinkResolver.Resolve(markdown, targets.GetValueOrDefault);
    }

    internal Task<Stream> OpenMarkdownAsync(Document document, CancellationToken cancellationToken)
        => OpenAsync(ContentPath.Markdown(document.TenantId, document.Id, document.ContentHash), cancellationToken);

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<(Attachment Attachment, Stream Content)> OpenAttachmentAsync(Document document, string name, CancellationToken cancellationToken)
    {
        var manifest = await GetManifestAsync(document, cancellationToken);
        var attachment = manifest.Attachments.FirstOrDefault(attachment => attachment.Name == name)
            ?? throw ProblemException.NotFound("This document has no such attachment.");

        return (attachment, await OpenFileAsync(document, attachment.Sha256, cancellationToken));
    }

    /// <exception cref="ProblemException"><c>not_found</c>, or <c>document_changed</c> where <paramref name="etag"/> is not the document's any more.</exception>
    public async Task<Document> ChangeAsync(string tenantId, string documentId, string etag, AccessLevel? accessLevel, string? title, CancellationToken cancellationToken)
    {
        var document = await GetAsync(tenantId, documentId, cancellationToken);

        if (document.ETag != etag)
        {
            throw Changed();
        }

        return await documents.TrySaveAsync(document with { AccessLevel = accessLevel ?? document.AccessLevel, TitleOverride = title ?? document.TitleOverride }, cancellationToken)
            ?? throw Changed();
    }

    /// <summary>Removes a document and all that lies under it. It comes back when its page is imported again.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RemoveAsync(string tenantId, string documentId, CancellationToken cancellationToken)
    {
        // The row last, and only as it was read: an import that writes meanwhile either comes first and is removed too,
        // or finds no row and brings everything anew.
        Document document;

        do
        {
            document = await GetAsync(tenantId, documentId, cancellationToken);
            await content.RemoveAllAsync(ContentPath.Folder(tenantId, documentId), cancellationToken);
        }
        while (!await documents.TryRemoveAsync(document, cancellationToken));
    }

    private Task<Stream> OpenFileAsync(Document document, string sha256, CancellationToken cancellationToken)
        => OpenAsync(ContentPath.File(document.TenantId, document.Id, sha256), cancellationToken);

    private async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
        => await content.OpenAsync(path, cancellationToken)
            ?? throw new ProblemException(ProblemKind.NotFound, "content_missing", "The content of this document is not there any more.");

    private static ProblemException Changed()
        => new(ProblemKind.PreconditionFailed, "document_changed", "The document was changed since it was read. Read it again.");
}
