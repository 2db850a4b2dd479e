using System.Text;
using NotionSync.Auditing;
using NotionSync.Tenants;

namespace NotionSync.Documents;

/// <summary>Decides which version of a document is shown.</summary>
public sealed class DocumentReview(
    IDocumentStore documents,
    DocumentLibrary library,
    DocumentVersions versions,
    DocumentRetention retention,
    TenantSettingsService settings,
    AuditLog audit,
    TimeProvider clock)
{
    /// <summary>Shows a version that waits. Doing it twice is fine.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, or <c>not_pending</c>: another version waits by now, or none.</exception>
    public async Task<Document> ApproveAsync(string tenantId, string documentId, int number, string user, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (document, version) = await FindAsync(tenantId, documentId, number, cancellationToken);

            if (document.Version == number && version.Decision == VersionDecision.Approved)
            {
                return document;
            }

            RequirePending(document, version);

            var now = clock.GetUtcNow();
            var approved = document.At(version) with { PendingVersion = null, ChangedAt = now };
            var entry = audit.Write($"user:{user}", "version.approved", $"document:{documentId}", ("version", $"{number}"));
            var decided = version with { Decision = VersionDecision.Approved, DecidedBy = user, DecidedAt = now };

            if (await documents.TrySaveAsync(approved, await WordsAsync(approved, cancellationToken), [DocumentVersions.Write(decided), entry], cancellationToken) is { } saved)
            {
                return saved;
            }
        }
    }

    /// <summary>Puts a version aside that waits. It does not come back before its page changes again.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>not_pending</c>.</exception>
    public async Task<Document> RejectAsync(string tenantId, string documentId, int number, string user, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (document, version) = await FindAsync(tenantId, documentId, number, cancellationToken);

            if (version.Decision == VersionDecision.Rejected)
            {
                return document;
            }

            RequirePending(document, version);

            var entry = audit.Write($"user:{user}", "version.rejected", $"document:{documentId}", ("version", $"{number}"));
            var decided = version with { Decision = VersionDecision.Rejected, DecidedBy = user, DecidedAt = clock.GetUtcNow() };

            if (await documents.TrySaveAsync(document with { PendingVersion = null }, words: null, [DocumentVersions.Write(decided), entry], cancellationToken) is { } saved)
            {
                return saved;
            }
        }
    }

    /// <summary>Shows the content of an earlier version again, as a new version. It stays until the page changes again.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, or <c>already_published</c>, <c>is_pending</c>: approve it instead.</exception>
    public async Task<Document> RestoreAsync(string tenantId, string documentId, int number, string user, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (document, version) = await FindAsync(tenantId, documentId, number, cancellationToken);

            switch (version.StateIn(document))
            {
                case VersionState.Published:
                    throw new ProblemException(ProblemKind.Conflict, "already_published", "This version is the one that is shown.");
                case VersionState.Pending:
                    throw new ProblemException(ProblemKind.Conflict, "is_pending", "This version waits for approval. Approve it.");
            }

            var now = clock.GetUtcNow();
            var restored = version with
            {
                Number = Math.Max(document.LatestVersion, document.Version) + 1,
                WrittenBy = $"user:{user}",
                CreatedAt = now,
                RestoredFrom = number,
                Decision = VersionDecision.None,
                DecidedBy = null,
                DecidedAt = null,
            };

            var shown = document.At(restored) with { LatestVersion = restored.Number, ChangedAt = now };
            var entry = audit.Write($"user:{user}", "version.restored", $"document:{documentId}", ("from", $"{number}"), ("version", $"{restored.Number}"));

            if (await documents.TrySaveAsync(shown, await WordsAsync(shown, cancellationToken), [DocumentVersions.Write(restored), entry], cancellationToken) is { } saved)
            {
                await retention.ApplyAsync(saved, await settings.GetAsync(tenantId, cancellationToken), cancellationToken);
                return saved;
            }
        }
    }

    /// <summary>Shows a document where its page lies now. Nothing to do is fine.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<Document> ApproveMoveAsync(string tenantId, string documentId, string user, CancellationToken cancellationToken)
    {
        while (true)
        {
            var document = await library.GetAsync(tenantId, documentId, cancellationToken);

            if (document.ShownUnder is null)
            {
                return document;
            }

            var entry = audit.Write($"user:{user}", "move.approved", $"document:{documentId}");

            if (await documents.TrySaveAsync(document with { ShownUnder = null }, words: null, [entry], cancellationToken) is { } saved)
            {
                return saved;
            }
        }
    }

    private async Task<(Document Document, DocumentVersion Version)> FindAsync(string tenantId, string documentId, int number, CancellationToken cancellationToken)
    {
        var document = await library.GetAsync(tenantId, documentId, cancellationToken);
        return (document, await versions.GetAsync(document, number, cancellationToken));
    }

    private async Task<SearchWords> WordsAsync(Document document, CancellationToken cancellationToken)
        => SearchWords.Of(Encoding.UTF8.GetBytes(await library.ReadStoredMarkdownAsync(document, cancellationToken)));

    private static void RequirePending(Document document, DocumentVersion version)
    {
        if (version.StateIn(document) != VersionState.Pending)
        {
            throw new ProblemException(ProblemKind.Conflict, "not_pending", "This version does not wait for approval, or not any more.");
        }
    }
}
