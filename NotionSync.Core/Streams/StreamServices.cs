using Microsoft.Extensions.DependencyInjection;
using NotionSync.Streams.Exporting;

namespace NotionSync.Streams;

public static class StreamServices
{
    /// <summary>Registers streams. The host adds a store of exports and their queue.</summary>
    public static IServiceCollection AddStreams(this IServiceCollection services)
        => services
            .AddSingleton<StreamService>()
            .AddSingleton<StreamLineWriter>()
            .AddSingleton<StreamExports>()
            .AddSingleton<StreamExportWorker>();
}
