using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Keeps what was fetched of a page that one invocation could not finish.</summary>
public interface ICheckpointStore
{
    Task<Stream?> OpenAsync(string importId, NotionId itemId, CancellationToken cancellationToken);

    Task SaveAsync(string importId, NotionId itemId, Stream fetched, CancellationToken cancellationToken);

    Task RemoveAsync(string importId, NotionId itemId, CancellationToken cancellationToken);
}
