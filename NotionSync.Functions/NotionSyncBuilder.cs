using Microsoft.Extensions.Hosting;
using NotionSync.Http;
using NotionSync.Storage;

namespace NotionSync;

/// <summary>Everything NotionSync registers, in one place: the Functions worker and the local host both call this.</summary>
public static class NotionSyncBuilder
{
    public static IHostApplicationBuilder AddNotionSync(this IHostApplicationBuilder builder)
    {
        builder.AddStorage();
        builder.Services.AddCore();
        builder.Services.AddApiEndpoint();

        return builder;
    }
}
