using Azure;
using Azure.Data.Tables;
using NotionSync.Connections;

namespace NotionSync.Storage;

/// <summary>One row per connection; partition: tenant, row: connection.</summary>
public sealed class TableConnectionStore(TableServiceClient tables) : IConnectionStore
{
    private readonly TableClient _table = tables.GetTableClient(StorageNames.ConnectionsTable);

    public async Task<Connection?> FindAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => await _table.FindAsync(StorageKey.Encode(tenantId), StorageKey.Encode(connectionId), cancellationToken) is { } row
            ? Read(row)
            : null;

    public async Task<IReadOnlyList<Connection>> ListAsync(string tenantId, CancellationToken cancellationToken)
    {
        var partition = StorageKey.Encode(tenantId);
        var connections = new List<Connection>();

        await foreach (var row in _table.QueryAsync<TableEntity>(row => row.PartitionKey == partition, cancellationToken: cancellationToken))
        {
            connections.Add(Read(row));
        }

        return connections;
    }

    public async Task AddAsync(Connection connection, CancellationToken cancellationToken)
        => await _table.AddEntityAsync(Write(connection), cancellationToken);

    public async Task<bool> TryUpdateAsync(Connection connection, CancellationToken cancellationToken)
        => await _table.TryWriteAsync(Write(connection), connection.ETag ?? throw new ArgumentException("Only a connection that was read can be updated."), cancellationToken) is not null;

    public async Task RemoveAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => await _table.DeleteEntityAsync(StorageKey.Encode(tenantId), StorageKey.Encode(connectionId), ETag.All, cancellationToken);

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
            ETag = row.ETag.ToString(),
        };
}
