using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using NotionSync.Connections;

namespace NotionSync.Storage;

/// <summary>
/// One row per connection; partition: tenant, row: connection. Beside it, in the table <c>Workspaces</c>, one that finds it
/// by its workspace; that one may be left over, and is then removed by who reads it.
/// </summary>
public sealed class TableConnectionStore(TableServiceClient tables) : IConnectionStore
{
    private readonly TableClient _table = tables.GetTableClient(StorageNames.ConnectionsTable);
    private readonly TableClient _workspaces = tables.GetTableClient(StorageNames.WorkspacesTable);

    public async Task<Connection?> FindAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => await FindAnyAsync(tenantId, connectionId, cancellationToken) is { EndedAt: null } connection ? connection : null;

    public async Task<Connection?> FindAnyAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => await _table.FindAsync(StorageKey.Encode(tenantId), StorageKey.Encode(connectionId), cancellationToken) is { } row
            ? Read(row)
            : null;

    // A tenant has few connections; nothing finds them by the broker's id more often than somebody authorises one.
    public async Task<Connection?> FindByBrokerAsync(string tenantId, string brokerId, CancellationToken cancellationToken)
        => await OfTenantAsync(tenantId, cancellationToken).FirstOrDefaultAsync(connection => connection.BrokerId == brokerId, cancellationToken);

    public async Task<IReadOnlyList<Connection>> ListAsync(string tenantId, CancellationToken cancellationToken)
        => await OfTenantAsync(tenantId, cancellationToken).Where(connection => connection.EndedAt is null).ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<Connection>> ListOfWorkspaceAsync(string workspaceId, CancellationToken cancellationToken)
    {
        var partition = StorageKey.Encode(workspaceId);
        var connections = new List<Connection>();

        await foreach (var row in _workspaces.QueryAsync<TableEntity>(row => row.PartitionKey == partition, cancellationToken: cancellationToken))
        {
            var connection = await FindAsync(row.GetString("TenantId"), row.GetString("ConnectionId"), cancellationToken);

            if (connection?.Workspace.Id == workspaceId)
            {
                connections.Add(connection);
            }
            else
            {
                await TryDeleteAsync(_workspaces, row, row.ETag, cancellationToken);
            }
        }

        return connections;
    }

    public async IAsyncEnumerable<Connection> ListAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            yield return Read(row);
        }
    }

    public async Task<bool> TryAddAsync(Connection connection, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(Write(connection), etag: null, cancellationToken) is not null && await LinkAsync(connection, cancellationToken);

    public async Task<bool> TryUpdateAsync(Connection connection, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(Write(connection), connection.ETag ?? throw new ArgumentException("Only a connection that was read can be updated."), cancellationToken) is not null
            && await LinkAsync(connection, cancellationToken);

    public async Task<bool> TryRemoveAsync(Connection connection, CancellationToken cancellationToken)
    {
        // Looked up before: one that is written afterwards belongs to who connects anew under the same id.
        var link = connection.Workspace.Id is { Length: > 0 } workspace
            ? await _workspaces.FindAsync(StorageKey.Encode(workspace), LinkKey(connection.TenantId, connection.Id), cancellationToken)
            : null;
        var isRemoved = await TryDeleteAsync(
            _table,
            new(StorageKey.Encode(connection.TenantId), StorageKey.Encode(connection.Id)),
            new(connection.ETag ?? throw new ArgumentException("Only a connection that was read can be removed.")),
            cancellationToken);

        if (isRemoved && link is not null)
        {
            await TryDeleteAsync(_workspaces, link, link.ETag, cancellationToken);
        }

        return isRemoved;
    }

    private IAsyncEnumerable<Connection> OfTenantAsync(string tenantId, CancellationToken cancellationToken)
    {
        var partition = StorageKey.Encode(tenantId);
        return _table.QueryAsync<TableEntity>(row => row.PartitionKey == partition, cancellationToken: cancellationToken).Select(Read);
    }

    private static async Task<bool> TryDeleteAsync(TableClient table, TableEntity row, ETag etag, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, etag, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status == 412)
        {
            return false;
        }
    }

    // Written at each change: a row that a crash left without its link gets it with the next one.
    private async Task<bool> LinkAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection is { EndedAt: null, Workspace.Id: { Length: > 0 } workspace })
        {
            var link = new TableEntity(StorageKey.Encode(workspace), LinkKey(connection.TenantId, connection.Id))
            {
                ["TenantId"] = connection.TenantId,
                ["ConnectionId"] = connection.Id,
            };

            await _workspaces.UpsertEntityAsync(link, TableUpdateMode.Replace, cancellationToken);
        }

        return true;
    }

    private static string LinkKey(string tenantId, string connectionId) => $"{StorageKey.Encode(tenantId)}~{StorageKey.Encode(connectionId)}";

    private static TableEntity Write(Connection connection)
        => new(StorageKey.Encode(connection.TenantId), StorageKey.Encode(connection.Id))
        {
            ["TenantId"] = connection.TenantId,
            ["Id"] = connection.Id,
            ["Provider"] = connection.Provider.ToString(),
            ["Status"] = connection.Status.ToString(),
            ["WorkspaceId"] = connection.Workspace.Id,
            ["WorkspaceName"] = connection.Workspace.Name,
            ["WorkspaceIcon"] = connection.Workspace.Icon,
            ["Name"] = connection.Name,
            ["Generation"] = connection.Generation,
            ["CreatedAt"] = connection.CreatedAt,
            ["LastSyncAt"] = connection.LastSyncAt,
            ["NextSyncAt"] = connection.NextSyncAt,
            ["AutoSyncEnabled"] = connection.AutoSync.Enabled,
            ["AutoSyncIntervalHours"] = connection.AutoSync.IntervalHours,
            ["ConnectedBy"] = connection.ConnectedBy,
            ["SecretName"] = connection.SecretName,
            ["BrokerId"] = connection.BrokerId,
            ["NotionOwner"] = connection.NotionOwner,
            ["AllowsWrites"] = connection.AllowsWrites,
            ["Begins"] = connection.Begins?.ToString(),
            ["StatusSince"] = connection.StatusSince,
            ["EndedAt"] = connection.EndedAt,
            ["EndsWithDocuments"] = connection.EndsWithDocuments,
        };

    private static Connection Read(TableEntity row)
        => new()
        {
            TenantId = row.GetString("TenantId"),
            Id = row.GetString("Id"),
            Provider = row.GetEnum<ConnectionProvider>("Provider"),
            Status = row.GetEnum<ConnectionStatus>("Status"),
            Workspace = new(row.GetString("WorkspaceId"), row.GetString("WorkspaceName"), row.GetString("WorkspaceIcon")),
            Name = row.GetString("Name"),
            Generation = row.GetInt32("Generation").GetValueOrDefault(),
            CreatedAt = row.GetDateTimeOffset("CreatedAt").GetValueOrDefault(),
            LastSyncAt = row.GetDateTimeOffset("LastSyncAt"),
            NextSyncAt = row.GetDateTimeOffset("NextSyncAt"),
            AutoSync = new(row.GetBoolean("AutoSyncEnabled").GetValueOrDefault(), row.GetInt32("AutoSyncIntervalHours").GetValueOrDefault()),
            ConnectedBy = row.GetString("ConnectedBy"),
            SecretName = row.GetString("SecretName"),
            BrokerId = row.GetString("BrokerId"),
            NotionOwner = row.GetString("NotionOwner"),
            AllowsWrites = row.GetBoolean("AllowsWrites").GetValueOrDefault(),
            Begins = row.GetString("Begins") is null ? null : row.GetEnum<ConnectionBeginning>("Begins"),
            StatusSince = row.GetDateTimeOffset("StatusSince"),
            EndedAt = row.GetDateTimeOffset("EndedAt"),
            EndsWithDocuments = row.GetBoolean("EndsWithDocuments").GetValueOrDefault(),
            ETag = row.ETag.ToString(),
        };
}
