using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NotionSync.Notion;

namespace NotionSync.Storage;

public static class ThrottleServices
{
    /// <summary>Registers the throttle that the settings ask for: the shared window, or none with <c>Notion__RequestsPerMinute</c> 0.</summary>
    public static IServiceCollection AddRequestThrottle(this IServiceCollection services)
        => services.AddSingleton<IRequestThrottle>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<NotionOptions>>();
            var time = provider.GetRequiredService<TimeProvider>();

            return options.Value.RequestsPerMinute.IsUnlimited
                ? new UnlimitedThrottle(time)
                : new TableRequestThrottle(provider.GetRequiredService<TableServiceClient>(), options, time);
        });
}
