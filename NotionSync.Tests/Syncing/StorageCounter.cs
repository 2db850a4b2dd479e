using Azure.Core;
using Azure.Core.Pipeline;

namespace NotionSync.Tests.Syncing;

/// <summary>Counts the requests of a storage client.</summary>
internal sealed class StorageCounter : HttpPipelineSynchronousPolicy
{
    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _requests);
}
