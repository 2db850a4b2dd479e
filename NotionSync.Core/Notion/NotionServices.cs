using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;

namespace NotionSync.Notion;

public static class NotionServices
{
    /// <summary>Registers <see cref="NotionClientFactory"/> and the settings under <c>Notion</c>. The host adds an <see cref="IRequestThrottle"/>.</summary>
    public static IServiceCollection AddNotion(this IServiceCollection services)
    {
        services.AddOptions<NotionOptions>().BindConfiguration("Notion").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NotionOptions>, NotionOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<NangoOptions>();
        services.TryAddTransient(provider => new ReadOnlyGuardHandler(provider.GetRequiredService<IOptions<NangoOptions>>().Value.ProxyPath));
        services.TryAddSingleton<NotionClientFactory>();

        // The transport has its own time-outs for each try. A redirect would step behind the guard.
        services.AddHttpClient(NotionClientFactory.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<ReadOnlyGuardHandler>()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        return services;
    }
}
