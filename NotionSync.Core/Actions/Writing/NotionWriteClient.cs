using NotionSync.Notion;

namespace NotionSync.Actions.Writing;

/// <summary>
/// Changes things in Notion, through the same throttle as all reads. A write whose answer was lost is not sent again: Notion
/// may have saved it.
/// </summary>
internal sealed class NotionWriteClient(NotionTransport transport)
{
    public Task<ReadOnlyMemory<byte>> SendAsync(NotionCall call, CancellationToken cancellationToken)
        => transport.SendAsync(call with { IsRepeatable = false }, body => body, cancellationToken);

    public Task<ReadOnlyMemory<byte>> SendAsync(HttpMethod method, string endpoint, string path, byte[] body, CancellationToken cancellationToken)
        => SendAsync(new NotionCall(endpoint, IsListing: false, _ => new(method, path, body)), cancellationToken);
}
