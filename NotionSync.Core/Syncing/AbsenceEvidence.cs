using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Syncing;

/// <summary>
/// Collects during a run what speaks for a page being gone. Nothing is said of the document yet: when the run has ended,
/// and was healthy, <see cref="RunSettlement"/> judges.
/// </summary>
public sealed class AbsenceEvidence(ISyncStore store)
{
    /// <summary>Notes that this run found the page in the trash, or did not find it.</summary>
    public async Task<ImportOutcome> AddAsync(ItemWork work, Document document, AbsenceReason reason, CancellationToken cancellationToken)
    {
        var import = work.Run.Import;

        if (document.Status == DocumentStatus.Current)
        {
            var note = await store.FindNoteAsync(import.TenantId, import.ConnectionId, SyncNoteKind.Suspect, document.Source.Id, cancellationToken)
                ?? new() { Kind = SyncNoteKind.Suspect, Id = document.Source.Id, ItemKind = ChangeSelector.KindOf(document), FirstRun = import.Id };

            note = note with { Reason = reason, SecondRun = note.FirstRun == import.Id ? null : import.Id };
            await store.PutNotesAsync(import.TenantId, import.ConnectionId, [note], cancellationToken);
        }
        else
        {
            // Known already; only where it is looked for next time may differ.
            var note = new SyncNote { Kind = SyncNoteKind.Missing, Id = document.Source.Id, ItemKind = ChangeSelector.KindOf(document), Reason = reason };
            await store.PutNotesAsync(import.TenantId, import.ConnectionId, [note], cancellationToken);
        }

        var code = reason == AbsenceReason.InTrash ? "in_trash" : "not_found";
        var message = reason == AbsenceReason.InTrash ? "It lies in Notion's trash." : "Notion does not know it, or no longer shares it with the connection.";

        return ImportOutcome.Skipped(work.Item with { Title = document.SourceTitle }, work.Calls, new ImportNote(document.Source.Id, document.Source.Id, code, message));
    }

    /// <summary>The page is there.</summary>
    public async Task WithdrawAsync(Import import, NotionId id, CancellationToken cancellationToken)
    {
        await store.RemoveNoteAsync(import.TenantId, import.ConnectionId, SyncNoteKind.Suspect, id, cancellationToken);
        await store.RemoveNoteAsync(import.TenantId, import.ConnectionId, SyncNoteKind.Missing, id, cancellationToken);
    }
}
