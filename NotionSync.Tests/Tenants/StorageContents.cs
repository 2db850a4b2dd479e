using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using NotionSync.Storage.Tenants;

namespace NotionSync.Tests.Tenants;

/// <summary>Everything in a storage account: each row, blob and message as a line that says where it lies.</summary>
internal static class StorageContents
{
    // The local host's own: locks of timers, of no tenant.
    private static readonly string[] OfTheHost = ["azure-webjobs-hosts"];

    public static async Task<IReadOnlyList<string>> ReadAsync(string connectionString)
    {
        var lines = new List<string>();

        var tables = new TableServiceClient(connectionString);
        await foreach (var table in tables.QueryAsync())
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                using var json = new MemoryStream();
                using (var writer = new System.Text.Json.Utf8JsonWriter(json))
                {
                    RowJson.Write(writer, row);
                }

                lines.Add($"{table.Name}: {Encoding.UTF8.GetString(json.ToArray())}");
            }
        }

        var blobs = new BlobServiceClient(connectionString);
        await foreach (var container in blobs.GetBlobContainersAsync())
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync())
            {
                if (!OfTheHost.Contains(container.Name))
                {
                    lines.Add($"{container.Name}: {blob.Name} {Convert.ToHexString(blob.Properties.ContentHash ?? [])} {blob.Properties.ContentLength}");
                }
            }
        }

        var queues = new QueueServiceClient(connectionString, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await foreach (var queue in queues.GetQueuesAsync())
        {
            foreach (var message in (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32)).Value)
            {
                lines.Add($"{queue.Name}: {message.Body}");
            }
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }
}
