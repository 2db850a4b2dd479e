using NotionSync.LocalHost.Functions;
using NotionSync.Storage;

namespace NotionSync.LocalHost;

/// <summary>Makes the tables, containers and queues before any function runs; in the cloud infra/ declares them.</summary>
internal sealed class LocalStorage(StorageSetup storage) : IPreparation
{
    public Task PrepareAsync(CancellationToken cancellationToken) => storage.EnsureAsync(cancellationToken);
}
