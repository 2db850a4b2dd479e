using Azure;
using Azure.Data.Tables;
using NotionSync.Connections.OAuth;

namespace NotionSync.Storage;

/// <summary>One row per browser that is at Notion's consent page; partition <c>state</c>, row: the state's hash.</summary>
public sealed class TableOAuthStateStore(TableServiceClient tables) : IOAuthStateStore
{
    private const string Partition = "state";

    private readonly TableClient _table = tables.GetTableClient(StorageNames.OAuthStatesTable);

    public async Task AddAsync(OAuthState state, CancellationToken cancellationToken)
        => await _table.AddEntityAsync(
            new TableEntity(Partition, state.Hash)
            {
                ["TenantId"] = state.TenantId,
                ["UserId"] = state.UserId,
                ["ClientId"] = state.ClientId,
                ["ConnectionId"] = state.ConnectionId,
                ["ReturnUrl"] = state.ReturnUrl?.AbsoluteUri,
                ["ExpiresAt"] = state.ExpiresAt,
            },
            cancellationToken);

    public async Task<OAuthState?> TryTakeAsync(string hash, CancellationToken cancellationToken)
    {
        if (await _table.FindAsync(Partition, hash, cancellationToken) is not { } row)
        {
            return null;
        }

        // A row that is gone is reported, whatever the ETag: of all who read it, one deletes it.
        var answer = await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, row.ETag, cancellationToken);
        return answer.Status == 204 ? Read(row) : null;
    }

    public async Task RemoveExpiredAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var expired = _table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and ExpiresAt lt {before}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken);

        await foreach (var row in expired)
        {
            await _table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
        }
    }

    private static OAuthState Read(TableEntity row)
        => new(
            row.RowKey,
            row.GetString("TenantId"),
            row.GetString("UserId"),
            row.GetString("ClientId"),
            row.GetString("ConnectionId"),
            row.GetString("ReturnUrl") is { } url ? new(url) : null,
            row.GetDateTimeOffset("ExpiresAt").GetValueOrDefault());
}
