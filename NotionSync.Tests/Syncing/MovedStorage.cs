namespace NotionSync.Tests.Syncing;

/// <summary>Answers of the storage say the time to which a test has moved the clock.</summary>
internal sealed class MovedStorage(MovableTime time) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        response.Headers.Date = time.GetUtcNow();
        return response;
    }
}
