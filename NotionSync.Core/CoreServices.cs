using Microsoft.Extensions.DependencyInjection;
using NotionSync.Actions;
using NotionSync.Browsing;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Events;
using NotionSync.Files;
using NotionSync.Health;
using NotionSync.Importing;
using NotionSync.Importing.Fetching;
using NotionSync.Notion;
using NotionSync.Publishing;
using NotionSync.Streams;
using NotionSync.Syncing;
using NotionSync.Tenants;

namespace NotionSync;

public static class CoreServices
{
    /// <summary>Registers the use cases. The host adds the stores, the queue and the throttle.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services)
        => services
            .AddNotion()
            .AddFiles()
            .AddNotionConnections()
            .AddSingleton<Readiness>()
            .AddSingleton<IReadinessCheck, BrokerReadiness>()
            .AddSingleton<SyncLag>()
            .AddSingleton<TenantArchive>()
            .AddSingleton<TenantService>()
            .AddSingleton<KnownPlaces>()
            .AddSingleton<WorkspaceBrowser>()
            .AddDocuments()
            .AddPublishing()
            .AddFetching()
            .AddSingleton<ImportService>()
            .AddSingleton<ImportWorker>()
            .AddSingleton<ImportLanes>()
            .AddSingleton<LaneSharing>()
            .AddSingleton<ImportStarter>()
            .AddSingleton<ImportEnding>()
            .AddSingleton<ItemChildren>()
            .AddSingleton<RunWatch>()
            .AddSingleton<LiveCheck>()
            .AddSingleton<Checkpoints>()
            .AddSingleton<ItemImporter>()
            .AddSingleton<PageImporter>()
            .AddSingleton<DatabaseImporter>()
            .AddSingleton<AttachmentCollector>()
            .AddSingleton<CommentCollector>()
            .AddEvents()
            .AddActions()
            .AddStreams()
            .AddSyncing();
}
