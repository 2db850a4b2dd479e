using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace NotionSync.Events;

public static class EventServices
{
    /// <summary>Registers outgoing events and the settings under <c>Events</c>.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddOptions<EventsOptions>().BindConfiguration("Events").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventsOptions>, EventsOptionsValidator>());

        return services
            .AddSingleton<EventPublisher>()
            .AddSingleton<EventTransport>()
            .AddSingleton<EventWorker>()
            .AddSingleton<EventDeliveries>();
    }
}
