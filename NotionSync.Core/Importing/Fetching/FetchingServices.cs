using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace NotionSync.Importing.Fetching;

public static class FetchingServices
{
    /// <summary>Registers what reads big pages, and the settings under <c>Import</c>.</summary>
    public static IServiceCollection AddFetching(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration("Import").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ImportOptions>, ImportOptionsValidator>());

        return services
            .AddSingleton<PageFetcher>()
            .AddSingleton<BlockFetchWorker>();
    }
}
