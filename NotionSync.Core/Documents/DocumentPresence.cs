using NotionSync.Auditing;
using NotionSync.Events;
using NotionSync.Records;
using NotionSync.Tenants;

namespace NotionSync.Documents;

/// <summary>
/// Keeps what a document says of its page, where the content need not be read again: whether the page is still there,
/// and its times, place, icon and cover. Never touches content, access level or a title that somebody gave.
/// </summary>
public sealed class DocumentPresence(IDocumentStore documents, TenantSettingsService settings, AuditLog audit, EventPublisher events, TimeProvider clock)
{
    /// <summary>Says that the page is missing in Notion. A document that says so already keeps its first reason and time.</summary>
    /// <param name="runId">The run that found it out.</param>
    /// <returns>Whether this call said it.</returns>
    public async Task<bool> MarkMissingAsync(string tenantId, string documentId, AbsenceReason reason, string runId, CancellationToken cancellationToken)
    {
        while (await documents.FindAsync(tenantId, documentId, cancellationToken) is { Status: DocumentStatus.Current } document)
        {
            var missing = document with { Status = DocumentStatus.MissingInSource, Absence = new(reason, clock.GetUtcNow()) };

            // Before the write, after which a repetition finds nothing to do; its id is of the last time it was seen.
            await events.PublishAsync(AppEvent.Of(missing, EventTypes.DocumentMissing, document.SyncedAt), cancellationToken);

            var entry = audit.Write($"run:{runId}", "document.missing", $"document:{documentId}", ("reason", reason.ToString()));

            if (await documents.TrySaveAsync(missing, words: null, [entry], cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes over what a listing says of a page whose content did not change. The page is there, so it is not missing.</summary>
    /// <param name="runId">The run that saw the listing.</param>
    /// <returns>Whether anything was different.</returns>
    public async Task<bool> RefreshAsync(string tenantId, string documentId, DocumentSource source, string runId, CancellationToken cancellationToken)
    {
        while (await documents.FindAsync(tenantId, documentId, cancellationToken) is { } document && !IsAsIn(document, source))
        {
            var decided = await settings.GetAsync(tenantId, cancellationToken);
            var refreshed = document with
            {
                Source = source,
                ShownUnder = document.PlaceAfter(source, document.IsReviewed(decided)),
                Status = DocumentStatus.Current,
                Absence = null,
                SyncedAt = clock.GetUtcNow(),
            };

            RecordWrite[] entries = [];

            if (document.Status != DocumentStatus.Current)
            {
                entries = [audit.Write($"run:{runId}", "document.returned", $"document:{documentId}", ("was", document.Status.ToString()))];
                await events.PublishAsync(AppEvent.Of(refreshed, EventTypes.DocumentReturned, document.Absence?.Since ?? document.SyncedAt), cancellationToken);
            }

            if (await documents.TrySaveAsync(refreshed, words: null, entries, cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the document says of its page what Notion says of it now.</summary>
    public static bool IsAsIn(Document document, DocumentSource source)
        => document.Source == source && document.Status == DocumentStatus.Current;
}
