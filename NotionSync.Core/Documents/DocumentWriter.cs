using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NotionSync.Documents;

/// <summary>Brings a draft into the library. Safe to repeat, and safe against another worker that does the same.</summary>
public sealed class DocumentWriter(IDocumentStore documents, IContentStore content, TimeProvider clock)
{
    private const string MarkdownType = "text/markdown; charset=utf-8";

    /// <returns>Whether the content was written by this run, as opposed to: it was there already.</returns>
    public async Task<bool> WriteAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var hash = Hash(draft);
        Document? before = null;

        while (true)
        {
            var existing = await documents.FindAsync(draft.TenantId, draft.DocumentId, cancellationToken);

            if (before is not null && existing is null)
            {
                // Its files went with it; the next try starts from the page again.
                throw new InvalidOperationException($"Document {draft.DocumentId} was removed while it was written.");
            }

            // Bytes first: a crash in between leaves blobs that nothing names, never a row that names nothing.
            if (existing?.ContentHash != hash)
            {
                await StoreContentAsync(draft, hash, cancellationToken);
            }

            await StorePropertiesAsync(draft, cancellationToken);

            if (await documents.TrySaveAsync(Merge(draft, existing, hash), cancellationToken) is { } saved)
            {
                return saved.WrittenBy == draft.WrittenBy;
            }

            before = existing;
        }
    }

    private Document Merge(DocumentDraft draft, Document? existing, string hash)
    {
        var now = clock.GetUtcNow();
        var isSame = existing?.ContentHash == hash;

        return new()
        {
            TenantId = draft.TenantId,
            Id = draft.DocumentId,
            SourceTitle = draft.Title,
            TitleOverride = existing?.TitleOverride,
            Kind = draft.File is null ? DocumentKind.Markdown : DocumentKind.File,
            AccessLevel = existing?.AccessLevel ?? draft.AccessLevel,
            Status = DocumentStatus.Current,
            Source = draft.Source,
            Content = draft.File is { } file
                ? new(file.Name, file.ContentType, file.Size, file.Sha256)
                : new("content.md", MarkdownType, draft.Markdown.Length, Hex(SHA256.HashData(draft.Markdown.Span))),
            Version = isSame ? existing!.Version : (existing?.Version ?? 0) + 1,
            ContentHash = hash,
            WrittenBy = isSame ? existing!.WrittenBy : draft.WrittenBy,
            ImportedAt = existing?.ImportedAt ?? now,
            SyncedAt = now,
            ETag = existing?.ETag,
        };
    }

    private async Task StoreContentAsync(DocumentDraft draft, string hash, CancellationToken cancellationToken)
    {
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new DocumentManifest(draft.Attachments), DocumentJson.Default.DocumentManifest);

        await content.WriteAsync(ContentPath.Markdown(draft.TenantId, draft.DocumentId, hash), Open(draft.Markdown), MarkdownType, cancellationToken);
        await content.WriteAsync(ContentPath.Manifest(draft.TenantId, draft.DocumentId, hash), new MemoryStream(manifest), "application/json", cancellationToken);
    }

    private async Task StorePropertiesAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        if (!draft.Properties.IsEmpty)
        {
            await content.ReplaceAsync(ContentPath.Properties(draft.TenantId, draft.DocumentId), Open(draft.Properties), "application/json", cancellationToken);
        }
    }

    /// <summary>Over everything that makes the content, with lengths between, so that no two contents share a text to hash.</summary>
    private static string Hash(DocumentDraft draft)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(draft.Markdown.Span));

        foreach (var attachment in draft.Attachments)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{attachment.Name.Length}:{attachment.Name}{attachment.ContentType.Length}:{attachment.ContentType}{attachment.Sha256}"));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(draft.File?.Name ?? string.Empty));

        return Hex(hash.GetHashAndReset().AsSpan(0, 16));
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes)
        => MemoryMarshal.TryGetArray(bytes, out var array)
            ? new(array.Array!, array.Offset, array.Count, writable: false)
            : new(bytes.ToArray(), writable: false);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
