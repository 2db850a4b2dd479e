using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>What was fetched for an item, kept while its message is put back.</summary>
public sealed class Checkpoints(ICheckpointStore store)
{
    // Only what was begun before has a checkpoint; a first try does not look for one.
    public async Task<FetchedAnswers> LoadAsync(ItemWork work, CancellationToken cancellationToken)
        => work.WasBegun ? await LoadAsync(work.Run.Import.Id, work.Item.Id, cancellationToken) : new();

    public async Task<FetchedAnswers> LoadAsync(string importId, NotionId id, CancellationToken cancellationToken)
    {
        await using var saved = await store.OpenAsync(importId, id, cancellationToken);
        return saved is null ? new() : await FetchedAnswers.ReadAsync(saved, cancellationToken);
    }

    public Task SaveAsync(ItemWork work, FetchedAnswers fetched, CancellationToken cancellationToken)
        => SaveAsync(work.Run.Import.Id, work.Item.Id, fetched, cancellationToken);

    public async Task SaveAsync(string importId, NotionId id, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        if (fetched.Count == 0)
        {
            return;
        }

        using var bytes = new MemoryStream();
        await fetched.WriteAsync(bytes, cancellationToken);
        bytes.Position = 0;
        await store.SaveAsync(importId, id, bytes, cancellationToken);
    }

    public Task RemoveAsync(ItemWork work, CancellationToken cancellationToken)
        => work.WasBegun ? RemoveAsync(work.Run.Import.Id, work.Item.Id, cancellationToken) : Task.CompletedTask;

    public Task RemoveAsync(string importId, NotionId id, CancellationToken cancellationToken)
        => store.RemoveAsync(importId, id, cancellationToken);
}
