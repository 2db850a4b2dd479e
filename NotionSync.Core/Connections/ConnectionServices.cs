using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NotionSync.Connections.Disconnecting;
using NotionSync.Connections.Incoming;
using NotionSync.Connections.Nango;
using NotionSync.Connections.OAuth;
using NotionSync.Notion;

namespace NotionSync.Connections;

public static class ConnectionServices
{
    private static readonly TimeSpan BrokerTimeout = TimeSpan.FromSeconds(30);

    // Below the lease under which tokens are renewed.
    private static readonly TimeSpan OAuthTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Registers connections and the settings under <c>Nango</c>, <c>NotionOAuth</c> and <c>NotionWebhook</c>.</summary>
    public static IServiceCollection AddNotionConnections(this IServiceCollection services)
    {
        services.AddOptions<NangoOptions>().BindConfiguration("Nango").ValidateOnStart();
        services.AddOptions<NotionOAuthOptions>().BindConfiguration("NotionOAuth").ValidateOnStart();
        services.AddOptions<NotionWebhookOptions>().BindConfiguration("NotionWebhook");
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NangoOptions>, NangoOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NotionOAuthOptions>, NotionOAuthOptionsValidator>());

        services.AddOutgoingClient(NangoClient.HttpClientName, BrokerTimeout);
        services.AddOutgoingClient(NotionOAuthClient.HttpClientName, OAuthTimeout);

        return services
            .AddSingleton<NangoClient>()
            .AddSingleton<NangoConnector>()
            .AddSingleton<NangoReconciler>()
            .AddSingleton<NotionApps>()
            .AddSingleton<ConnectionWays>()
            .AddSingleton<NotionOAuthClient>()
            .AddSingleton<AuthorizedConnections>()
            .AddSingleton<OAuthConnections>()
            .AddSingleton<OAuthConnector>()
            .AddSingleton<ReturnUrls>()
            .AddSingleton<TokenRenewal>()
            .AddSingleton<TokenVault>()
            .AddSingleton<WebhookReceiver>()
            .AddSingleton<NotionWebhookKeys>()
            .AddSingleton<ConnectionEventWorker>()
            .AddSingleton<ConnectionRemains>()
            .AddSingleton<DisconnectedDocuments>()
            .AddSingleton<Disconnector>()
            .AddSingleton<ConnectionClients>()
            .AddSingleton<ConnectionStart>()
            .AddSingleton<ConnectionUpkeep>()
            .AddSingleton<TokenConnector>()
            .AddSingleton<ConnectionService>();
    }
}
