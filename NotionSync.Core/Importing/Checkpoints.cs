using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>What was fetched for an item, kept while its message is put back.</summary>
public sealed class Checkpoints(ICheckpointStore store)
{
    public async Task<FetchedAnswers> LoadAsync(ItemWork work, CancellationToken cancellationToken)
    {
        // Only what was begun before has a checkpoint; a first try does not look for one.
        if (work.Item.Calls.Made == 0 && !work.Run.IsRepeat)
        {
            return new();
        }

        await using var saved = await store.OpenAsync(work.Run.Import.Id, work.Item.Id, cancellationToken);
        return saved is null ? new() : await FetchedAnswers.ReadAsync(saved, cancellationToken);
    }

    public async Task SaveAsync(ItemWork work, FetchedAnswers fetched, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await fetched.WriteAsync(bytes, cancellationToken);
        bytes.Position = 0;
        await store.SaveAsync(work.Run.Import.Id, work.Item.Id, bytes, cancellationToken);
    }

    public Task RemoveAsync(ItemWork work, CancellationToken cancellationToken)
        => store.RemoveAsync(work.Run.Import.Id, work.Item.Id, cancellationToken);
}
