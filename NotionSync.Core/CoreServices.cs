using Microsoft.Extensions.DependencyInjection;
using NotionSync.Browsing;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Files;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync;

public static class CoreServices
{
    /// <summary>Registers the use cases. The host adds the stores, the queue and the throttle.</summary>
    public static IServiceCollection AddCore(this IServiceCollection services)
        => services
            .AddNotion()
            .AddFiles()
            .AddSingleton<ConnectionService>()
            .AddSingleton<WorkspaceBrowser>()
            .AddSingleton<DocumentLibrary>()
            .AddSingleton<DocumentWriter>()
            .AddSingleton<ImportService>()
            .AddSingleton<ImportWorker>()
            .AddSingleton<ImportLanes>()
            .AddSingleton<LiveCheck>()
            .AddSingleton<Checkpoints>()
            .AddSingleton<ItemImporter>()
            .AddSingleton<PageImporter>()
            .AddSingleton<DatabaseImporter>()
            .AddSingleton<AttachmentCollector>();
}
