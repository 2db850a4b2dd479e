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

        // The transport has its own time-outs for each try.
        services.AddOutgoingClient(NotionClientFactory.HttpClientName, Timeout.InfiniteTimeSpan).AddHttpMessageHandler<ReadOnlyGuardHandler>();

        return services;
    }
}
