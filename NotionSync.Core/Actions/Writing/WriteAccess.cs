using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Connections;
using NotionSync.Notion;

namespace NotionSync.Actions.Writing;

/// <summary>Makes clients that write, for connections that were granted it. Nothing but actions may refer to this namespace; a test checks it.</summary>
public sealed class WriteAccess(
    ConnectionClients connections, IHttpClientFactory clients, IRequestThrottle throttle, IOptions<NotionOptions> notion, TimeProvider time, ILogger<WriteAccess> logger)
{
    internal const string HttpClientName = "NotionWrite";

    internal async Task<NotionWriteClient> OpenAsync(Connection connection, CancellationToken cancellationToken)
        => connection.AllowsWrites
            ? new(new NotionTransport(clients.CreateClient(HttpClientName), await connections.CredentialsAsync(connection, cancellationToken), throttle, notion.Value, time, logger))
            : throw new InvalidOperationException("This connection was not granted that it may write.");
}
