using System.Text;
using System.Text.Json;
using NotionSync.Auditing;
using NotionSync.Markdown;
using NotionSync.Notion;
using NotionSync.Records;
using NotionSync.Syncing;

namespace NotionSync.Documents;

/// <summary>What people do with the documents of a tenant.</summary>
public sealed class DocumentLibrary(IDocumentStore documents, IContentStore content, IRecordStore records, DocumentSearch search, AuditLog audit, Following following)
{
    /// <summary>A longer title is refused.</summary>
    public const int MaxTitleLength = 500;

    private const string ListName = "documents";
    private const int MaxParallelReads = 16;

    /// <summary>A page may hold fewer documents than asked for, even none: only a missing cursor is the end.</summary>
    /// <exception cref="ProblemException"><c>invalid_cursor</c>, <c>invalid_filter</c>.</exception>
    public async Task<(IReadOnlyList<Document> Items, string? NextCursor)> ListAsync(string tenantId, DocumentFilter filter, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var scope = $"{tenantId}\n{filter}";
        var after = Cursor.Decode(ListName, scope, cursor);
        var page = filter.Query is null
            ? await documents.ListAsync(tenantId, filter, after, pageSize, cancellationToken)
            : await search.FindAsync(tenantId, filter, after, pageSize, cancellationToken);

        return (page.Items, page.Continuation is { } next ? Cursor.Encode(ListName, scope, next) : null);
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<Document> GetAsync(string tenantId, string documentId, CancellationToken cancellationToken)
        => await documents.FindAsync(tenantId, documentId, cancellationToken)
            ?? throw ProblemException.NotFound("This tenant has no such document.");

    /// <summary>The files of a document; content without any has no manifest.</summary>
    public async Task<DocumentManifest> GetManifestAsync(Document document, CancellationToken cancellationToken)
    {
        await using var manifest = await content.OpenAsync(ContentPath.Manifest(document.TenantId, document.Id, document.ContentHash), cancellationToken);
        return (manifest is null ? null : await JsonSerializer.DeserializeAsync(manifest, DocumentJson.Default.DocumentManifest, cancellationToken)) ?? new([]);
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
    /// library lead to them. Resolved as it is read, so a link holds from the moment its page is imported.
    /// </summary>
    /// <param name="address">Where a linked document is shown, as the reader's browser has to ask for it; <see langword="null"/>: not to this reader, and the link stays as it is.</param>
    public async Task<string> ReadMarkdownAsync(Document document, Func<Document, ValueTask<string?>> address, CancellationToken cancellationToken)
    {
        var markdown = await ReadStoredMarkdownAsync(document, cancellationToken);
        var targets = new Dictionary<NotionId, LinkTarget>();

        foreach (var pages in LinkResolver.FindPages(markdown).Chunk(MaxParallelReads))
        {
            var found = await Task.WhenAll(pages.Select(page => documents.FindAsync(document.TenantId, Document.IdFor(document.Source.ConnectionId, page), cancellationToken)));

            foreach (var (page, target) in pages.Zip(found))
            {
                if (target is not null && await address(target) is { } to)
                {
                    targets[page] = new(to, target.Title);
                }
            }
        }

        return targets.Count == 0 ? markdown : LinkResolver.Resolve(markdown, targets.GetValueOrDefault);
    }

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<(Attachment Attachment, Stream Content)> OpenAttachmentAsync(Document document, string name, CancellationToken cancellationToken)
    {
        var manifest = await GetManifestAsync(document, cancellationToken);
        var attachment = manifest.Attachments.FirstOrDefault(attachment => attachment.Name == name)
            ?? throw ProblemException.NotFound("This document has no such attachment.");

        return (attachment, await OpenFileAsync(document, attachment.Sha256, cancellationToken));
    }

    /// <summary>Changes what a content manager decides.</summary>
    /// <param name="title">Replaces the title of the source, over syncs; empty: the source's own again; <see langword="null"/>: as it is.</param>
    /// <param name="others">Written with it, or not at all; removals that one transaction cannot hold, after it.</param>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_request</c>, or <c>document_changed</c> where <paramref name="etag"/> is not the document's any more.</exception>
    public async Task<Document> ChangeAsync(
        string tenantId,
        string documentId,
        string etag,
        AccessLevel? accessLevel,
        string? title,
        IReadOnlyList<RecordWrite> others,
        string actor,
        CancellationToken cancellationToken)
    {
        if (title is { Length: > MaxTitleLength } || title?.Any(char.IsControl) == true)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_request", $"A title is one line of at most {MaxTitleLength} characters.");
        }

        var document = await GetAsync(tenantId, documentId, cancellationToken);

        if (document.ETag != etag)
        {
            throw Changed();
        }

        var changed = document with
        {
            AccessLevel = accessLevel ?? document.AccessLevel,
            TitleOverride = title switch { null => document.TitleOverride, _ when string.IsNullOrWhiteSpace(title) => null, _ => title },
        };

        var entry = audit.Write(
            actor,
            "document.changed",
            $"document:{documentId}",
            ("from", document.AccessLevel.ToString()),
            ("accessLevel", accessLevel?.ToString()),
            ("title", title is null ? null : changed.Title));

        var saved = await documents.TrySaveAsync(changed, words: null, [.. others.Take(RecordWrite.MaxPerTransaction - 1), entry], cancellationToken) ?? throw Changed();

        foreach (var rest in others.Skip(RecordWrite.MaxPerTransaction - 1))
        {
            // Refused: gone already.
            await records.TryWriteAsync(tenantId, [rest], cancellationToken);
        }

        return saved;
    }

    /// <summary>Removes a document and all that lies under it. It comes back when its page is imported again; no sync brings it back.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task RemoveAsync(string tenantId, string documentId, string actor, CancellationToken cancellationToken)
    {
        // The row last, and only as it was saved here: an import that writes meanwhile either comes first and is removed too,
        // or finds no row and brings everything anew.
        Document? document;

        do
        {
            var found = await GetAsync(tenantId, documentId, cancellationToken);

            // A sync under way must not bring it back between the removal and this.
            await following.ForgetAsync(found, cancellationToken);

            // Where this is cut off, the row names nothing, nobody outside sees it, and an import takes its page for a changed one.
            var emptied = found with { AccessLevel = AccessLevel.Internal, PendingVersion = null, ContentHash = string.Empty, SourceFingerprint = string.Empty, PropertiesHash = string.Empty };
            document = await documents.TrySaveAsync(emptied, words: null, [], cancellationToken);

            if (document is null)
            {
                continue;
            }

            await content.RemoveAllAsync(ContentPath.Folder(tenantId, documentId), cancellationToken);
            await records.RemoveAllAsync(tenantId, DocumentVersions.Prefix(documentId), cancellationToken);
        }
        while (document is null || !await documents.TryRemoveAsync(document, [audit.Write(actor, "document.removed", $"document:{documentId}", ("title", document.Title))], cancellationToken));
    }

    internal async Task<string> ReadStoredMarkdownAsync(Document document, CancellationToken cancellationToken)
    {
        await using var stored = await OpenMarkdownAsync(document, cancellationToken);
        using var reader = new StreamReader(stored, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    internal Task<Stream> OpenMarkdownAsync(Document document, CancellationToken cancellationToken)
        => OpenAsync(ContentPath.Markdown(document.TenantId, document.Id, document.ContentHash), cancellationToken);

    private Task<Stream> OpenFileAsync(Document document, string sha256, CancellationToken cancellationToken)
        => OpenAsync(ContentPath.File(document.TenantId, document.Id, sha256), cancellationToken);

    private async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
        => await content.OpenAsync(path, cancellationToken) ?? throw ContentMissing();

    private static ProblemException ContentMissing()
        => new(ProblemKind.NotFound, "content_missing", "The content of this document is not there any more.");

    private static ProblemException Changed()
        => new(ProblemKind.PreconditionFailed, "document_changed", "The document was changed since it was read. Read it again.");
}
