using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace NotionSync.Notion;

internal static class OutgoingClients
{
    /// <summary>
    /// A client for calls that carry secrets: no redirect takes them elsewhere or steps behind a guard, no cookie is kept,
    /// and no logger sees them.
    /// </summary>
    public static IHttpClientBuilder AddOutgoingClient(this IServiceCollection services, string name, TimeSpan timeout)
        => services.AddHttpClient(name, client => client.Timeout = timeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
}
