using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using NotionSync.Auditing;
using NotionSync.Events;
using NotionSync.Records;
using NotionSync.Tenants;

namespace NotionSync.Documents;

/// <summary>Brings a draft into the library. Safe to repeat, and safe against another worker that does the same.</summary>
public sealed class DocumentWriter(
    IDocumentStore documents,
    IContentStore content,
    TenantSettingsService settings,
    DocumentRetention retention,
    AuditLog audit,
    EventPublisher events,
    TimeProvider clock)
{
    private const string MarkdownType = "text/markdown; charset=utf-8";

    /// <returns>Whether content was written by this run, as opposed to: it was there already. It may wait for approval.</returns>
    public async Task<bool> WriteAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var prints = DraftFingerprint.Of(draft);
        var propertiesHash = PropertiesHash.Of(draft.Properties);

        while (true)
        {
            var existing = await documents.FindAsync(draft.TenantId, draft.DocumentId, cancellationToken);

            // Bytes first: a crash in between leaves blobs that nothing names, never a row that names nothing.
            if (existing?.SourceFingerprint != prints.Source)
            {
                await StoreContentAsync(draft, prints.Content, cancellationToken);
            }

            if (existing?.PropertiesHash != propertiesHash)
            {
                await StorePropertiesAsync(draft, cancellationToken);
            }

            // Of a new document nobody has decided anything yet.
            var decided = existing is null ? new() : await settings.GetAsync(draft.TenantId, cancellationToken);
            var (document, version) = existing is null
                ? Create(draft, prints, propertiesHash, await LevelAsync(draft, cancellationToken))
                : Merge(draft, existing, prints, propertiesHash, decided);

            var isShown = version is not null && document.Version == version.Number;
            var words = isShown ? SearchWords.Of(draft.Markdown.Span) : null;

            if (existing is not null && existing.Status != DocumentStatus.Current)
            {
                // Before the write, after which nobody can tell any more that it was away.
                await events.PublishAsync(AppEvent.Of(document, EventTypes.DocumentReturned, existing.Absence?.Since ?? existing.SyncedAt), cancellationToken);
            }

            if (await documents.TrySaveAsync(document, words, Records(draft, existing, document, version), cancellationToken) is { } saved)
            {
                if (existing?.SourceFingerprint != prints.Source)
                {
                    await EnsureContentAsync(draft, prints.Content, saved, cancellationToken);
                }

                if (version is { Number: > 1 } && await retention.ApplyAsync(saved, decided, cancellationToken))
                {
                    // The next try starts from the page again, as it is by then.
                    throw new InvalidOperationException($"Content of document {draft.DocumentId} was removed while it was used again.");
                }

                // Also when a message comes again: the run that wrote it tells of it, as often as it is asked.
                var isWritten = saved.WrittenBy == draft.WrittenBy;

                if (isWritten)
                {
                    await events.PublishAsync(
                        AppEvent.Of(saved, saved.LatestVersion == 1 ? EventTypes.DocumentAdded : EventTypes.DocumentChanged, saved.ImportedAt), cancellationToken);
                }

                return isWritten;
            }
        }
    }

    private (Document Document, DocumentVersion Version) Create(DocumentDraft draft, DraftFingerprint prints, string propertiesHash, AccessLevel level)
    {
        var now = clock.GetUtcNow();
        var version = NewVersion(draft, prints, 1, now);

        return (
            new()
            {
                TenantId = draft.TenantId,
                Id = draft.DocumentId,
                SourceTitle = draft.Title,
                Kind = version.Kind,
                AccessLevel = level,
                Status = DocumentStatus.Current,
                Source = draft.Source,
                Content = version.Content,
                Version = 1,
                LatestVersion = 1,
                ContentHash = prints.Content,
                WrittenBy = draft.WrittenBy,
                Wish = draft.Wish,
                FetchedAt = draft.FetchedAt,
                PropertiesHash = propertiesHash,
                ImportedAt = now,
                SyncedAt = now,
                ChangedAt = now,
                SourceFingerprint = prints.Source,
            },
            version);
    }

    private (Document Document, DocumentVersion? Version) Merge(DocumentDraft draft, Document existing, DraftFingerprint prints, string propertiesHash, TenantSettings decided)
    {
        var now = clock.GetUtcNow();
        var waits = existing.IsReviewed(decided);

        var synced = existing with
        {
            Source = draft.Source,
            ShownUnder = existing.PlaceAfter(draft.Source, waits),
            Status = DocumentStatus.Current,
            Absence = null,
            Wish = draft.Wish with { IncludeSubpages = draft.Wish.IncludeSubpages || existing.Wish.IncludeSubpages },
            FetchedAt = draft.FetchedAt,
            PropertiesHash = propertiesHash,
            SyncedAt = now,
        };

        if (existing.SourceFingerprint == prints.Source)
        {
            return (synced, null);
        }

        synced = synced with { SourceFingerprint = prints.Source };

        if (existing.ContentHash == prints.Content && existing.SourceTitle == draft.Title)
        {
            // The source is again what is shown; what waited does not stand there any more.
            return (synced with { PendingVersion = null }, null);
        }

        var version = NewVersion(draft, prints, Math.Max(existing.LatestVersion, existing.Version) + 1, now);
        synced = synced with { LatestVersion = version.Number, WrittenBy = draft.WrittenBy };

        return waits
            ? (synced with { PendingVersion = version.Number }, version)
            : (synced.At(version) with { PendingVersion = null, ChangedAt = now }, version);
    }

    /// <summary>Never wider than asked; and what lies below a page, not wider than the page.</summary>
    private async Task<AccessLevel> LevelAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        var level = draft.AccessLevel;

        if (draft.IsSubpage && level != AccessLevel.Internal)
        {
            foreach (var id in new[] { draft.Source.Parent.Id, draft.Source.Parent.DatabaseId }.OfType<Notion.NotionId>().Distinct())
            {
                if (await documents.FindAsync(draft.TenantId, Document.IdFor(draft.Source.ConnectionId, id), cancellationToken) is { } parent && parent.AccessLevel > level)
                {
                    level = parent.AccessLevel;
                }
            }
        }

        return level;
    }

    private List<RecordWrite> Records(DocumentDraft draft, Document? existing, Document document, DocumentVersion? version)
    {
        var (actor, subject) = ($"run:{draft.WrittenBy}", $"document:{document.Id}");
        var records = new List<RecordWrite>();

        if (existing is not null && existing.Status != DocumentStatus.Current)
        {
            records.Add(audit.Write(actor, "document.returned", subject, ("was", existing.Status.ToString())));
        }

        if (version is not null)
        {
            var action = document.Version != version.Number ? "version.waits" : version.Number == 1 ? "document.imported" : "version.published";
            records.Add(DocumentVersions.Write(version));
            records.Add(audit.Write(actor, action, subject, ("version", $"{version.Number}"), ("accessLevel", document.AccessLevel.ToString())));
        }

        return records;
    }

    private static DocumentVersion NewVersion(DocumentDraft draft, DraftFingerprint prints, int number, DateTimeOffset now)
        => new()
        {
            DocumentId = draft.DocumentId,
            Number = number,
            Title = draft.Title,
            Kind = draft.File is null ? DocumentKind.Markdown : DocumentKind.File,
            ContentHash = prints.Content,
            Content = draft.File is { } file
                ? new(file.Name, file.ContentType, file.Size, file.Sha256)
                : new("content.md", MarkdownType, draft.Markdown.Length, Convert.ToHexStringLower(SHA256.HashData(draft.Markdown.Span))),
            SourceLastEditedAt = draft.Source.LastEditedAt,
            WrittenBy = draft.WrittenBy,
            CreatedAt = now,
        };

    /// <summary>Somebody may have removed the document since its files were stored, or an older version whose bytes this one shares.</summary>
    private async Task EnsureContentAsync(DocumentDraft draft, string hash, Document saved, CancellationToken cancellationToken)
    {
        // That of a first version was written a moment ago, where nothing was.
        if (saved.LatestVersion > 1 && !await content.ExistsAsync(ContentPath.Markdown(draft.TenantId, draft.DocumentId, hash), cancellationToken))
        {
            await StoreContentAsync(draft, hash, cancellationToken);
        }

        foreach (var attachment in draft.Attachments)
        {
            if (!await content.ExistsAsync(ContentPath.File(draft.TenantId, draft.DocumentId, attachment.Sha256), cancellationToken))
            {
                await documents.ForgetSourceAsync(saved, cancellationToken);

                // The next try starts from the page again.
                throw new InvalidOperationException($"Files of document {draft.DocumentId} were removed while it was written.");
            }
        }
    }

    private async Task StoreContentAsync(DocumentDraft draft, string hash, CancellationToken cancellationToken)
    {
        await content.WriteAsync(ContentPath.Markdown(draft.TenantId, draft.DocumentId, hash), Open(draft.Markdown), MarkdownType, cancellationToken);

        // The hash covers the attachments: content without any never gets a manifest.
        if (draft.Attachments.Count > 0)
        {
            var manifest = JsonSerializer.SerializeToUtf8Bytes(new DocumentManifest(draft.Attachments), DocumentJson.Default.DocumentManifest);
            await content.WriteAsync(ContentPath.Manifest(draft.TenantId, draft.DocumentId, hash), new MemoryStream(manifest), "application/json", cancellationToken);
        }
    }

    private async Task StorePropertiesAsync(DocumentDraft draft, CancellationToken cancellationToken)
    {
        if (!draft.Properties.IsEmpty)
        {
            await content.ReplaceAsync(ContentPath.Properties(draft.TenantId, draft.DocumentId), Open(draft.Properties), "application/json", cancellationToken);
        }
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> bytes)
        => MemoryMarshal.TryGetArray(bytes, out var array)
            ? new(array.Array!, array.Offset, array.Count, writable: false)
            : new(bytes.ToArray(), writable: false);
}
