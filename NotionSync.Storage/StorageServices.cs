using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotionSync.Connections;
using NotionSync.Connections.Disconnecting;
using NotionSync.Connections.Incoming;
using NotionSync.Connections.OAuth;
using NotionSync.Documents;
using NotionSync.Events;
using NotionSync.Health;
using NotionSync.Importing;
using NotionSync.Importing.Fetching;
using NotionSync.Notion;
using NotionSync.Records;
using NotionSync.Storage.Tenants;
using NotionSync.Streams.Exporting;
using NotionSync.Syncing;
using NotionSync.Tenants;

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
            .AddSingleton<IConnectionEventSender, QueueConnectionEventSender>()
            .AddSingleton<IDisconnectSender, QueueDisconnectSender>()
            .AddSingleton<IOAuthStateStore, TableOAuthStateStore>()
            .AddSingleton<ITokenLease, TableTokenLease>()
            .AddSingleton<IReceivedEvents, TableReceivedEvents>()
            .AddSingleton<IDocumentStore, TableDocumentStore>()
            .AddSingleton<IContentStore, BlobContentStore>()
            .AddSingleton<IRecordStore, TableRecordStore>()
            .AddSingleton<IImportStore, TableImportStore>()
            .AddSingleton<IImportSender, QueueImportSender>()
            .AddSingleton<IBlockFetchSender, QueueBlockFetchSender>()
            .AddSingleton<IPagePartsStore, TablePagePartsStore>()
            .AddSingleton<ICheckpointStore, BlobCheckpointStore>()
            .AddSingleton<ITimetable, TableTimetable>()
            .AddSingleton<ISyncStore, TableSyncStore>()
            .AddSingleton<ISyncSender, QueueSyncSender>()
            .AddSingleton<IEventStore, TableEventStore>()
            .AddSingleton<IEventSender, QueueEventSender>()
            .AddSingleton<IStreamExportStore, BlobStreamExportStore>()
            .AddSingleton<IStreamExportSender, QueueStreamExportSender>()
            .AddRequestThrottle()
            .AddSecretStore(builder.Configuration)
            .AddSingleton<IReadinessCheck, StorageReadiness>()
            .AddSingleton<IReadinessCheck, SecretsReadiness>()
            .AddSingleton<QueueAges>()
            .AddSingleton<ITenantStore, TenantStore>()
            .AddSingleton<StorageSetup>();

        return builder;
    }

    private static void AddClients(IServiceCollection services, IConfigurationSection storage)
    {
        // Made when first asked for: together they take as long as all else before the first answer.
        if (storage.Value is { Length: > 0 } connection)
        {
            services.AddSingleton(_ => new TableServiceClient(connection));
            services.AddSingleton(_ => new BlobServiceClient(connection));
            services.AddSingleton(_ => new QueueServiceClient(connection, QueueOptions()));
            return;
        }

        var (tables, blobs, queues) = (Address(storage, "table"), Address(storage, "blob"), Address(storage, "queue"));

        services.AddSingleton<TokenCredential>(_ => storage["clientId"] is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned));
        services.AddSingleton(provider => new TableServiceClient(tables, provider.GetRequiredService<TokenCredential>()));
        services.AddSingleton(provider => new BlobServiceClient(blobs, provider.GetRequiredService<TokenCredential>()));
        services.AddSingleton(provider => new QueueServiceClient(queues, provider.GetRequiredService<TokenCredential>(), QueueOptions()));
    }

    // The Functions host's own encoding, see messageEncoding in host.json.
    private static QueueClientOptions QueueOptions() => new() { MessageEncoding = QueueMessageEncoding.Base64 };

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
