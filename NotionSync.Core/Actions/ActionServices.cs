using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Actions.Writing;

namespace NotionSync.Actions;

public static class ActionServices
{
    /// <summary>Registers actions and the settings under <c>Actions</c>.</summary>
    public static IServiceCollection AddActions(this IServiceCollection services)
    {
        services.AddOptions<ActionsOptions>().BindConfiguration("Actions");

        // A client of its own, whose handler asks the deployment's setting once more, right before the network.
        services.AddTransient<WriteGuardHandler>();
        services.AddHttpClient(WriteAccess.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<WriteGuardHandler>()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        return services.AddSingleton<WriteAccess>().AddSingleton<ActionService>();
    }
}
