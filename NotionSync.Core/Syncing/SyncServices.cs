using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace NotionSync.Syncing;

public static class SyncServices
{
    /// <summary>Registers syncing and the settings under <c>Sync</c>.</summary>
    public static IServiceCollection AddSyncing(this IServiceCollection services)
    {
        services.AddOptions<SyncOptions>().BindConfiguration("Sync").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SyncOptions>, SyncOptionsValidator>());

        return services
            .AddSingleton<SyncSchedule>()
            .AddSingleton<SyncTick>()
            .AddSingleton<SyncWorker>()
            .AddSingleton<SyncRuns>()
            .AddSingleton<SyncService>()
            .AddSingleton<SyncSettings>()
            .AddSingleton<Following>()
            .AddSingleton<RunPlan>()
            .AddSingleton<RunSettlement>()
            .AddSingleton<ChangeSteps>()
            .AddSingleton<ChangeSelector>()
            .AddSingleton<KeptListing>()
            .AddSingleton<KnownDocuments>()
            .AddSingleton<ItemRefresher>()
            .AddSingleton<AbsenceEvidence>();
    }
}
