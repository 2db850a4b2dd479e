using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using NotionSync.Connections;
using NotionSync.Tenants;

namespace NotionSync.Storage.Tenants;

/// <summary>A tenant in the storage account, by <see cref="TenantNames"/>: tables and containers of any capability.</summary>
public sealed class TenantStore(TableServiceClient tables, BlobServiceClient blobs) : ITenantStore
{
    private static readonly HashSet<string> NoIds = [];

    private readonly TenantTables _tables = new(tables);
    private readonly TenantContainers _containers = new(blobs);

    // What is looked at last leads to the rest: an interrupted removal must still find it.
    private static IEnumerable<string> RemovalOrder
        => StorageNames.Tables.OrderBy(table => table is StorageNames.ConnectionsTable or StorageNames.ImportsTable);

    public async Task<bool> IsEmptyAsync(string tenantId, CancellationToken cancellationToken)
    {
        foreach (var table in Of(TenantRows.OwnPartition))
        {
            await foreach (var page in _tables.ReadAsync(table, tenantId, NoIds, keysOnly: true, cancellationToken))
            {
                if (page.Count > 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    public async IAsyncEnumerable<TenantPart> ReadAsync(string tenantId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var imports = await KeysAsync(StorageNames.ImportsTable, tenantId, cancellationToken);

        // Imports before their items: whoever reads it can tell whose they are.
        foreach (var table in Of(TenantRows.OwnPartition).Concat(Of(TenantRows.OwnPartitions)).Concat(Of(TenantRows.PartitionOfImport)))
        {
            await foreach (var rows in _tables.ReadAsync(table, tenantId, imports, keysOnly: false, cancellationToken))
            {
                if (rows.Count > 0)
                {
                    yield return new(table, null, "application/x-ndjson", _ => Task.FromResult<Stream?>(new MemoryStream(Lines(rows))));
                }
            }
        }

        foreach (var container in StorageNames.Containers.Where(container => TenantNames.Containers[container] is TenantBlobs.OwnFolder))
        {
            await foreach (var blob in _containers.ListAsync(container, tenantId, NoIds, cancellationToken))
            {
                yield return new(
                    container,
                    blob.Name[TenantContainers.Folder(tenantId).Length..],
                    blob.Properties.ContentType,
                    stopping => _containers.OpenAsync(container, blob.Name, stopping));
            }
        }
    }

    public async Task<int> WriteRowsAsync(string tenantId, string table, Stream rows, CancellationToken cancellationToken)
    {
        if (!TenantNames.Tables.TryGetValue(table, out var kind) || kind is not (TenantRows.OwnPartition or TenantRows.OwnPartitions or TenantRows.PartitionOfImport))
        {
            throw TenantArchive.Invalid("It has rows of a table that is not imported.");
        }

        HashSet<string> partitions = kind is TenantRows.PartitionOfImport
            ? await KeysAsync(StorageNames.ImportsTable, tenantId, cancellationToken)
            : [StorageKey.Encode(tenantId)];
        using var reader = new StreamReader(rows, new UTF8Encoding(false, throwOnInvalidBytes: true), leaveOpen: true);
        var read = new List<TableEntity>();

        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var row = RowJson.Read(line);

            // What stands after a tilde is the tenant's own affair.
            if (!partitions.Contains(kind is TenantRows.OwnPartitions ? row.PartitionKey.Split('~')[0] : row.PartitionKey))
            {
                throw TenantArchive.Invalid("It has rows of another tenant.");
            }

            read.Add(table == StorageNames.ConnectionsTable ? WithoutToken(row) : row);
        }

        await _tables.AddAsync(table, read, cancellationToken);
        return read.Count;
    }

    public Task WriteBlobAsync(string tenantId, string container, string path, string contentType, Stream content, CancellationToken cancellationToken)
        => TenantNames.Containers.TryGetValue(container, out var kind) && kind is TenantBlobs.OwnFolder && path.Split('/').All(part => part is not ("" or "." or ".."))
            ? _containers.WriteAsync(container, TenantContainers.Folder(tenantId) + path, contentType, content, cancellationToken)
            : throw TenantArchive.Invalid("It has a file where no export has one.");

    public async Task<TenantTraces> FindTracesAsync(string tenantId, CancellationToken cancellationToken)
        => new(
            await KeysAsync(StorageNames.ConnectionsTable, tenantId, cancellationToken),
            await KeysAsync(StorageNames.ImportsTable, tenantId, cancellationToken));

    public async Task<int> RemoveAsync(string tenantId, TenantTraces traces, CancellationToken cancellationToken)
    {
        // Imports that began since are found too.
        var since = await FindTracesAsync(tenantId, cancellationToken);
        HashSet<string> ids = [.. traces.Connections, .. traces.Imports, .. since.Connections, .. since.Imports];
        var count = 0;

        foreach (var container in StorageNames.Containers)
        {
            count += await _containers.RemoveAsync(container, tenantId, ids, cancellationToken);
        }

        foreach (var table in RemovalOrder)
        {
            count += await _tables.RemoveAsync(table, tenantId, ids, cancellationToken);
        }

        return count;
    }

    private static IEnumerable<string> Of(TenantRows kind) => StorageNames.Tables.Where(table => TenantNames.Tables[table] == kind);

    // Tokens are not exported: an admin has to connect again, and until then nothing is called.
    private static TableEntity WithoutToken(TableEntity row)
    {
        if (row.ContainsKey("Status"))
        {
            row["Status"] = nameof(ConnectionStatus.NeedsReauthorization);
        }

        return row;
    }

    private static byte[] Lines(IReadOnlyList<TableEntity> rows)
    {
        using var lines = new MemoryStream();

        foreach (var row in rows)
        {
            using (var json = new Utf8JsonWriter(lines))
            {
                RowJson.Write(json, row);
            }

            lines.WriteByte((byte)'\n');
        }

        return lines.ToArray();
    }

    private async Task<HashSet<string>> KeysAsync(string table, string tenantId, CancellationToken cancellationToken)
    {
        var keys = new HashSet<string>();

        await foreach (var page in _tables.ReadAsync(table, tenantId, NoIds, keysOnly: true, cancellationToken))
        {
            keys.UnionWith(page.Select(row => row.RowKey));
        }

        return keys;
    }
}
