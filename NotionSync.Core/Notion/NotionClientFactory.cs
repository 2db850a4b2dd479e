using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NotionSync.Notion;

/// <summary>Makes clients over one shared pool of connections.</summary>
public sealed class NotionClientFactory(
    IHttpClientFactory clients,
    IRequestThrottle throttle,
    IOptions<NotionOptions> options,
    TimeProvider time,
    ILogger<NotionClient> logger)
{
    /// <summary>The name of the HTTP client that has the guard against writes.</summary>
    internal const string HttpClientName = "Notion";

    public NotionClient Create(NotionCredentials credentials)
        => new(clients.CreateClient(HttpClientName), credentials, throttle, options.Value, time, logger);
}
