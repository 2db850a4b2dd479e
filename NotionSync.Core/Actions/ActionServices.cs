using Microsoft.Extensions.DependencyInjection;
using NotionSync.Actions.Writing;
using NotionSync.Notion;

namespace NotionSync.Actions;

public static class ActionServices
{
    /// <summary>Registers actions and the settings under <c>Actions</c>.</summary>
    public static IServiceCollection AddActions(this IServiceCollection services)
    {
        services.AddOptions<ActionsOptions>().BindConfiguration("Actions");

        // A client of its own, whose handler asks the deployment's setting once more, right before the network.
        services.AddTransient<WriteGuardHandler>();
        services.AddOutgoingClient(WriteAccess.HttpClientName, Timeout.InfiniteTimeSpan).AddHttpMessageHandler<WriteGuardHandler>();

        return services.AddSingleton<WriteAccess>().AddSingleton<ActionService>();
    }
}
