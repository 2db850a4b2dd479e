using NotionSync.Documents;
using NotionSync.Importing;

namespace NotionSync.Syncing;

/// <summary>What is followed: what somebody imported with its sub-pages, until its document is deleted.</summary>
public sealed class Following(ISyncStore store, TimeProvider clock)
{
    /// <summary>Our clock may be ahead of Notion's by this, where a first watermark is taken from ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>Has what an import asks for followed by the syncs to come. Called before the import starts.</summary>
    public async Task BeginAsync(Import import, CancellationToken cancellationToken)
    {
        var roots = import.Requested
            .Where(item => item.IncludeSubpages)
            .Select(item => new SyncNote { Kind = SyncNoteKind.Root, Id = item.Id, ItemKind = item.Kind, IncludeSubpages = true, As = item.As, Comments = item.Comments })
            .ToList();

        await store.PutNotesAsync(import.TenantId, import.ConnectionId, roots, cancellationToken);

        SyncState state;

        do
        {
            state = await store.GetStateAsync(import.TenantId, import.ConnectionId, cancellationToken);

            if (state.Watermark is not null)
            {
                return;
            }

            // Whatever the import reads is younger than this, so the first sync need not list what is older.
            state = state with { Watermark = clock.GetUtcNow() - Skew, ReconciledAt = clock.GetUtcNow() };
        }
        while (!await store.TrySaveStateAsync(state, cancellationToken));
    }

    /// <summary>A document was deleted by somebody: its page does not come back by itself.</summary>
    public async Task ForgetAsync(Document document, CancellationToken cancellationToken)
    {
        var (tenantId, connectionId, id) = (document.TenantId, document.Source.ConnectionId, document.Source.Id);

        await store.PutNotesAsync(tenantId, connectionId, [new() { Kind = SyncNoteKind.Excluded, Id = id }], cancellationToken);

        foreach (var kind in (SyncNoteKind[])[SyncNoteKind.Root, SyncNoteKind.Owed, SyncNoteKind.Suspect, SyncNoteKind.Missing])
        {
            await store.RemoveNoteAsync(tenantId, connectionId, kind, id, cancellationToken);
        }
    }

    /// <summary>A page failed for a reason that may pass: the next sync tries it again.</summary>
    public Task OweAsync(Import import, ImportItem item, CancellationToken cancellationToken)
        => item.IsStep
            ? Task.CompletedTask
            : store.PutNotesAsync(
                import.TenantId,
                import.ConnectionId,
                [new() { Kind = SyncNoteKind.Owed, Id = item.Id, ItemKind = item.Kind, IncludeSubpages = item.IncludeSubpages, As = item.As, Comments = item.Comments }],
                cancellationToken);
}
