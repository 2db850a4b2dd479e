using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using NotionSync.Connections;
using NotionSync.Storage;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Storage;

/// <summary>What is removed late is what was seen, not what somebody wrote meanwhile.</summary>
public sealed class TableConnectionStoreTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>, IAsyncLifetime
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}";
    private readonly string _workspace = Guid.NewGuid().ToString();
    private TableServiceClient _tables = null!;
    private TableConnectionStore _store = null!;

    public async Task InitializeAsync()
    {
        _tables = new(azurite.ConnectionString);
        await _tables.CreateTableIfNotExistsAsync(StorageNames.ConnectionsTable);
        await _tables.CreateTableIfNotExistsAsync(StorageNames.WorkspacesTable);
        _store = new(_tables);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Who_saw_the_connection_before_does_not_remove_one_that_was_added_anew()
    {
        await _store.TryAddAsync(Connection(), default);
        var seen = (await _store.FindAsync(_tenant, "c1", default))!;

        Assert.True(await _store.TryRemoveAsync(seen, default));
        Assert.Empty(await _store.ListOfWorkspaceAsync(_workspace, default));
        Assert.True(await _store.TryRemoveAsync(seen, default), "Nothing there is fine.");

        await _store.TryAddAsync(Connection(), default);
        Assert.False(await _store.TryRemoveAsync(seen, default));
        Assert.Single(await _store.ListOfWorkspaceAsync(_workspace, default));
    }

    [Fact]
    public async Task A_link_that_is_written_while_the_old_one_is_looked_at_stays()
    {
        await _store.TryAddAsync(Connection(), default);
        await _tables.GetTableClient(StorageNames.ConnectionsTable).DeleteEntityAsync(StorageKey.Encode(_tenant), StorageKey.Encode("c1"), ETag.All);

        var between = new Between(() => _store.TryAddAsync(Connection(), default));
        using var http = new HttpClient(between);
        var other = new TableConnectionStore(new(azurite.ConnectionString, new TableClientOptions { Transport = new HttpClientTransport(http) }));
        await other.ListOfWorkspaceAsync(_workspace, default);

        Assert.Single(await _store.ListOfWorkspaceAsync(_workspace, default));
    }

    private Connection Connection()
        => new()
        {
            TenantId = _tenant,
            Id = "c1",
            Provider = ConnectionProvider.Token,
            Status = ConnectionStatus.Active,
            Workspace = new(_workspace, "Workspace", null),
            Generation = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            AutoSync = new(true, 4),
        };

    /// <summary>Does something right before the first row is deleted.</summary>
    private sealed class Between(Func<Task> what) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Delete)
            {
                await what();
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
