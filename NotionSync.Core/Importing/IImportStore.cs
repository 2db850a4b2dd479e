using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>
/// Where imports and their items are kept. The items of an import are spread over a fixed number of lanes; each lane
/// works on one item at a time and counts its own, so a big import has a bounded number of messages in flight and no
/// counter that all workers fight for.
/// </summary>
public interface IImportStore
{
    /// <summary>Adds a run. One that is there already stays as it is.</summary>
    Task AddAsync(Import import, CancellationToken cancellationToken);

    Task<Import?> FindAsync(string tenantId, string importId, CancellationToken cancellationToken);

    /// <summary>The tenant's runs, the newest first.</summary>
    /// <param name="syncsOnly">Leaves out the imports that people started.</param>
    Task<ImportPage> ListAsync(string tenantId, bool syncsOnly, string? continuation, int pageSize, CancellationToken cancellationToken);

    /// <returns><see langword="null"/>: somebody changed it since it was read; nothing was written.</returns>
    Task<Import?> TryUpdateAsync(Import import, CancellationToken cancellationToken);

    /// <summary>Adds the items that are not known yet to their lanes.</summary>
    /// <returns>The lanes that were idle: the caller sets them going, and notes it with <see cref="MarkStartedAsync"/>.</returns>
    Task<IReadOnlyCollection<int>> AddItemsAsync(string importId, IReadOnlyList<ImportItem> items, CancellationToken cancellationToken);

    /// <summary>The lanes that somebody made busy and did not set going: not yet, or cut off in between.</summary>
    Task<IReadOnlyList<int>> ListUnstartedAsync(string importId, CancellationToken cancellationToken);

    /// <summary>
    /// The busy lanes of an import in which nothing has ended for so long; none where anything has. Whoever gets them
    /// sets them going: nobody else gets them for as long again.
    /// </summary>
    Task<IReadOnlyList<int>> TakeStalledAsync(string importId, TimeSpan stallsAfter, CancellationToken cancellationToken);

    /// <summary>Whether no lane of the import is busy, and none has changed for so long.</summary>
    Task<bool> IsIdleAsync(string importId, TimeSpan idleFor, CancellationToken cancellationToken);

    /// <summary>Notes that the message which sets the lane going was sent.</summary>
    Task MarkStartedAsync(string importId, int lane, CancellationToken cancellationToken);

    Task<ImportItem?> FindItemAsync(string importId, NotionId itemId, CancellationToken cancellationToken);

    /// <summary>The first items of a lane that have not ended, at most so many; empty: there is none, and the lane is idle from now on.</summary>
    Task<IReadOnlyList<ImportItem>> NextAsync(string importId, int lane, int most, CancellationToken cancellationToken);

    /// <summary>Ends an item and counts it, both or neither.</summary>
    /// <returns><see langword="false"/>: another worker ended it first; nothing was counted.</returns>
    Task<bool> TryEndItemAsync(string importId, ImportItem item, ImportOutcome outcome, CancellationToken cancellationToken);

    Task<bool> TryUpdateItemAsync(string importId, ImportItem item, CancellationToken cancellationToken);

    Task<ImportProgress> GetProgressAsync(string importId, CancellationToken cancellationToken);

    /// <summary>All items of a run, steps included.</summary>
    Task<IReadOnlySet<NotionId>> ListItemIdsAsync(string importId, CancellationToken cancellationToken);

    /// <summary>The items that failed, in whole or in part, and those that the run never came to.</summary>
    Task<IReadOnlyList<ImportItem>> ListFailedAsync(string importId, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="most"/> failures of the import.</summary>
    Task<IReadOnlyList<ImportFailure>> GetFailuresAsync(string importId, int most, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="most"/> notes of the import.</summary>
    Task<IReadOnlyList<ImportNote>> GetNotesAsync(string importId, int most, CancellationToken cancellationToken);
}

public sealed record ImportPage(IReadOnlyList<Import> Items, string? Continuation);
