using Microsoft.Extensions.Options;

namespace NotionSync.Actions.Writing;

/// <summary>Lets nothing through in a deployment that does not allow writes, whoever got hold of the client.</summary>
internal sealed class WriteGuardHandler(IOptions<ActionsOptions> options) : DelegatingHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.Send(request, cancellationToken);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Check(request);
        return base.SendAsync(request, cancellationToken);
    }

    private void Check(HttpRequestMessage request)
    {
        if (!options.Value.AllowWrites)
        {
            throw new InvalidOperationException($"Refused {request.Method} {request.RequestUri?.AbsolutePath}: this deployment does not write to Notion.");
        }
    }
}
