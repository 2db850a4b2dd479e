using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace NotionSync.LocalHost.Functions;

/// <summary>The storage that triggers live on: the setting <c>AzureWebJobsStorage</c>, or the one that a trigger names.</summary>
internal sealed class StorageConnection(IConfiguration configuration)
{
    private const string DefaultName = "AzureWebJobsStorage";
    private const string Emulated = "UseDevelopmentStorage=true";

    // Listeners try again by themselves for as long as it takes, so a call need not.
    private const int Retries = 1;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Where the blobs of <c>AzureWebJobsStorage</c> are, for messages.</summary>
    public Uri Address => Blobs().Uri;

    public BlobServiceClient Blobs()
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = Retries, NetworkTimeout = CallTimeout } };
        return Create(DefaultName, (connection) => new BlobServiceClient(connection, options));
    }

    /// <param name="name">The <c>Connection</c> of a queue trigger: a setting's name, with or without <c>AzureWebJobs</c>.</param>
    public QueueServiceClient Queues(string? name)
    {
        var options = new QueueClientOptions { Retry = { MaxRetries = Retries, NetworkTimeout = CallTimeout } };
        return Create(name ?? DefaultName, (connection) => new QueueServiceClient(connection, options));
    }

    private T Create<T>(string name, Func<string, T> create)
    {
        var connection = configuration[name] ?? configuration[$"AzureWebJobs{name}"];

        if (connection is null && name is not DefaultName)
        {
            throw new StartupException($"A queue trigger names the connection {name}, but there is no such setting.");
        }

        try
        {
            return create(connection ?? Emulated);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new StartupException($"The setting {name} is not a storage connection string: {exception.Message}", exception);
        }
    }
}
