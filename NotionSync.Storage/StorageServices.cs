using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Importing;
using NotionSync.Notion;

namespace NotionSync.Storage;

public static class StorageServices
{
    /// <summary>
    /// Registers the stores over the account that <c>AzureWebJobsStorage</c> names: a connection string locally; in the
    /// cloud its <c>__*ServiceUri</c> settings (or <c>__accountName</c>) and a managed identity.
    /// </summary>
    /// <exception cref="InvalidOperationException">The settings name no account.</exception>
    public static IHostApplicationBuilder AddStorage(this IHostApplicationBuilder builder)
    {
        AddClients(builder.Services, builder.Configuration.GetSection("AzureWebJobsStorage"));

        builder.Services
            .AddSingleton<IConnectionStore, TableConnectionStore>()
            .AddSingleton<IDocumentStore, TableDocumentStore>()
            .AddSingleton<IContentStore, BlobContentStore>()
            .AddSingleton<IImportStore, TableImportStore>()
            .AddSingleton<IImportSender, QueueImportSender>()
            .AddSingleton<ICheckpointStore, BlobCheckpointStore>()
            .AddRequestThrottle()
            .AddSecretStore(builder.Configuration)
            .AddSingleton<StorageSetup>();

        return builder;
    }

    private static void AddClients(IServiceCollection services, IConfigurationSection storage)
    {
        // The Functions host's own encoding, see messageEncoding in host.json.
        var encoding = new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 };

        if (storage.Value is { Length: > 0 } connection)
        {
            services.AddSingleton(new TableServiceClient(connection));
            services.AddSingleton(new BlobServiceClient(connection));
            services.AddSingleton(new QueueServiceClient(connection, encoding));
            return;
        }

        TokenCredential identity = storage["clientId"] is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);

        services.AddSingleton(identity);
        services.AddSingleton(new TableServiceClient(Address(storage, "table"), identity));
        services.AddSingleton(new BlobServiceClient(Address(storage, "blob"), identity));
        services.AddSingleton(new QueueServiceClient(Address(storage, "queue"), identity, encoding));
    }

    private static Uri Address(IConfigurationSection storage, string service)
    {
        if (storage[$"{service}ServiceUri"] is { Length: > 0 } uri)
        {
            return new(uri);
        }

        return storage["accountName"] is { Length: > 0 } account
            ? new($"https://{account}.{service}.core.windows.net")
            : throw new InvalidOperationException($"The setting AzureWebJobsStorage is missing: a connection string, or __{service}ServiceUri, or __accountName.");
    }
}
