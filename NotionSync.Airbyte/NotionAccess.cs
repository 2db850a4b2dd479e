using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Notion;

namespace NotionSync.Airbyte;

/// <summary>The same guarded, throttled, read-only client as in the function app; the window is kept within this process.</summary>
internal static class NotionAccess
{
    private const string Connection = "airbyte";

    /// <summary>Notion's address may be another one (<c>Notion__BaseUrl</c>): an emulator's.</summary>
    public static ServiceProvider Build(SourceConfig config, TimeProvider time)
        => new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build())
            .AddSingleton(time)
            .AddSingleton<IRequestThrottle>(new WindowThrottle(config.RequestsPerMinute, time))
            .AddLogging()
            .AddNotion()
            .BuildServiceProvider();

    public static NotionClient Open(ServiceProvider services, SourceConfig config)
    {
        var options = services.GetRequiredService<Microsoft.Extensions.Options.IOptions<NotionOptions>>().Value;
        return services.GetRequiredService<NotionClientFactory>().Create(NotionCredentials.ForToken(options.BaseUrl, config.Token, Connection));
    }
}
