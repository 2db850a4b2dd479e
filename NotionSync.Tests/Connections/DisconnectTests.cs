using System.Net;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Connections;
using NotionSync.Connections.Disconnecting;
using NotionSync.Documents;
using NotionSync.Emulator;
using NotionSync.Importing;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Tests.EndToEnd;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Connections;

public sealed class DisconnectTests(ConnectionWorld world) : IClassFixture<ConnectionWorld>
{
    private readonly string _tenant = ConnectionWorld.NewTenant();

    [Fact]
    public async Task Of_a_direct_connection_the_tokens_are_revoked_and_nothing_stays()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var connection = (await FindAsync(id))!;
        var tokens = (await world.Services.GetRequiredService<TokenVault>().FindTokensAsync(connection, default))!;
        Assert.Equal(HttpStatusCode.OK, await AskNotionAsync(tokens.AccessToken));

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");

        Assert.Equal(HttpStatusCode.Unauthorized, await AskNotionAsync(tokens.AccessToken));
        Assert.Null(await world.Services.GetRequiredService<ISecretStore>().FindAsync(connection.SecretName!, default));
        Assert.Empty(await world.ConnectionsAsync(_tenant));
        await world.CallAsync(HttpStatusCode.NotFound, HttpMethod.Get, _tenant, $"connections/{id}");
        await NothingStaysAsync(id);
    }

    [Fact]
    public async Task A_token_that_was_just_in_use_is_out_of_use_at_once_when_it_is_replaced_or_its_connection_ends()
    {
        var clients = world.Services.GetRequiredService<ConnectionClients>();
        var id = await ConnectByTokenAsync(name: null);
        var first = (await FindAsync(id))!;
        await (await clients.OpenAsync(first, default)).GetMeAsync(default);

        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Put, _tenant, $"connections/{id}/token", new { token = EmulatorOptions.SampleToken });
        Assert.Equal(NotionError.Unauthorized, (await Assert.ThrowsAsync<NotionException>(() => clients.OpenAsync(first, default))).Error);
        var second = (await FindAsync(id))!;
        await (await clients.OpenAsync(second, default)).GetMeAsync(default);

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
        Assert.Equal(NotionError.Unauthorized, (await Assert.ThrowsAsync<NotionException>(() => clients.OpenAsync(second, default))).Error);
    }

    [Fact]
    public async Task An_integration_that_is_connected_twice_or_again_is_the_same_connection()
    {
        var first = await ConnectByTokenAsync("Policies");
        var generation = (await FindAsync(first))!.Generation;
        var second = await ConnectByTokenAsync(name: null);

        Assert.Equal(first, second);
        Assert.Equal("Policies", (await FindAsync(first))!.Name);
        Assert.Equal(generation + 1, (await FindAsync(first))!.Generation);
        Assert.Single(await world.ConnectionsAsync(_tenant));

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{first}");
        await NothingStaysAsync(first);
        Assert.Equal(first, await ConnectByTokenAsync(name: null));
        Assert.NotEqual(first, (string)(await world.CallAsync(
            HttpStatusCode.Created, HttpMethod.Post, ConnectionWorld.NewTenant(), "connections", new { kind = "token", token = EmulatorOptions.SampleToken }))["id"]!);
    }

    [Fact]
    public async Task An_integration_that_is_connected_by_many_at_once_is_one_connection_that_works()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConnectByTokenAsync(name: null)));

        Assert.Single(ids.Distinct());
        var connection = (await FindAsync(ids[0]))!;
        await (await world.Services.GetRequiredService<ConnectionClients>().OpenAsync(connection, default)).GetMeAsync(default);
        Assert.Single(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task Of_a_connection_by_Nango_the_one_at_Nango_goes_too()
    {
        var brokerId = await world.ConnectAtNangoAsync(_tenant);
        var id = (string)(await ConnectionWorld.EventuallyAsync(() => world.ConnectionsAsync(_tenant), connections => connections.Count == 1))[0]["id"]!;

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");

        Assert.DoesNotContain(brokerId, await BrokerIdsAsync());
        await NothingStaysAsync(id);

        // A report that comes late brings nothing back.
        await world.ControlAsync(HttpMethod.Post, "/_emulator/nango/webhooks", new { type = "auth", connectionId = brokerId, tags = new { tenant = _tenant } });
        await world.RunTimerAsync("ReconcileConnections");
        await world.ListenAsync();
        Assert.Empty(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task While_Nango_does_not_answer_the_connection_is_ended_here_and_the_timer_does_not_bring_it_back()
    {
        var brokerId = await world.ConnectAtNangoAsync(_tenant);
        var id = (string)(await ConnectionWorld.EventuallyAsync(() => world.ConnectionsAsync(_tenant), connections => connections.Count == 1))[0]["id"]!;
        await world.ControlAsync(HttpMethod.Post, "/_emulator/faults", new[] { new { method = "DELETE", path = "/nango/connections", status = 503 } });

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
        await world.RunTimerAsync("ReconcileConnections");

        Assert.Contains(brokerId, await BrokerIdsAsync());
        Assert.Empty(await world.ConnectionsAsync(_tenant));

        await world.ControlAsync(HttpMethod.Delete, "/_emulator/faults");
        await NothingStaysAsync(id);
        Assert.DoesNotContain(brokerId, await BrokerIdsAsync());
        Assert.Empty(await world.ConnectionsAsync(_tenant));
    }

    [Fact]
    public async Task An_end_whose_message_was_lost_is_taken_up_by_the_timer()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var connections = world.Services.GetRequiredService<IConnectionStore>();
        var connection = (await FindAsync(id))!;
        Assert.True(await connections.TryUpdateAsync(connection with { EndedAt = TimeProvider.System.GetUtcNow().AddHours(-1), Generation = connection.Generation + 1 }, default));

        await world.RunTimerAsync("ReconcileConnections");

        await NothingStaysAsync(id);
        Assert.Null(await world.Services.GetRequiredService<ISecretStore>().FindAsync(connection.SecretName!, default));
    }

    [Fact]
    public async Task Ending_twice_or_something_unknown_is_fine()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.SendAsync(HttpMethod.Delete, _tenant, $"connections/{id}")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        await NothingStaysAsync(id);
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, "connections/unknown?documents=delete");
        await world.CallAsync(HttpStatusCode.BadRequest, HttpMethod.Delete, _tenant, $"connections/{id}?documents=maybe");
    }

    [Fact]
    public async Task The_documents_stay_and_say_that_they_are_disconnected()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var other = await world.ConnectByOAuthAsync(_tenant, person: 1);
        await AddDocumentsAsync(id, 250);
        await AddDocumentsAsync(other, 3);

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");

        await ConnectionWorld.EventuallyAsync(() => CountAsync(id, DocumentStatus.Disconnected), count => count == 250);
        Assert.Equal(3, await CountAsync(other, DocumentStatus.Current));
    }

    [Fact]
    public async Task The_documents_go_too_where_that_is_asked_for()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var other = await world.ConnectByOAuthAsync(_tenant, person: 1);
        await AddDocumentsAsync(id, 120);
        await AddDocumentsAsync(other, 3);

        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}?documents=delete");

        await ConnectionWorld.EventuallyAsync(() => CountAsync(id, null), count => count == 0);
        Assert.Equal(3, await CountAsync(other, DocumentStatus.Current));
    }

    [Fact]
    public async Task The_same_workspace_connected_again_is_the_same_connection_of_a_generation_that_fits_nothing_old()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var before = (await FindAsync(id))!;
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
        await NothingStaysAsync(id);

        Assert.Equal(id, await world.ConnectByOAuthAsync(_tenant));
        var after = (await FindAsync(id))!;
        Assert.NotInRange(after.Generation, before.Generation, before.Generation + 1);

        // The second look of the disconnect leaves the documents of the new life alone.
        await AddDocumentsAsync(id, 1);
        await world.Services.GetRequiredService<Disconnector>().HandleAsync(new(_tenant, id, RemovesDocuments: true, IsSecondLook: true), default);
        Assert.Equal(1, await CountAsync(id, DocumentStatus.Current));
    }

    [Fact]
    public async Task What_a_worker_wrote_at_the_last_moment_is_found_by_the_second_look()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
        await NothingStaysAsync(id);
        await AddDocumentsAsync(id, 1);

        await world.Services.GetRequiredService<Disconnector>().HandleAsync(new(_tenant, id, RemovesDocuments: false, IsSecondLook: true), default);

        Assert.Equal(1, await CountAsync(id, DocumentStatus.Disconnected));
    }

    [Fact]
    public async Task A_running_import_writes_nothing_more()
    {
        var top = (string)(await world.ControlAsync(HttpMethod.Post, "/_emulator/generate", new { kind = "pages", pages = 120, blocks = 4 }))["id"]!;
        var id = await world.ConnectByOAuthAsync(_tenant);

        // The end comes while many answers are awaited.
        await world.ControlAsync(HttpMethod.Post, "/_emulator/faults", new[] { new { path = "^/v1/(pages|blocks)", after = 60, hold = true } });
        System.Text.Json.Nodes.JsonObject import;
        int atTheEnd;

        try
        {
            import = await world.CallAsync(HttpStatusCode.Accepted, HttpMethod.Post, _tenant, "imports", new { connectionId = id, items = new[] { new { id = top } } });
            await ConnectionWorld.EventuallyAsync(async () => (int)(await world.ControlAsync(HttpMethod.Get, "/_emulator/faults"))["list"]![0]!["played"]!, played => played >= ImportTests.AtLeastAtATime);
            await Quiet.SeeAsync(() => CountAsync(id, null));

            await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
            atTheEnd = await CountAsync(id, null);
        }
        finally
        {
            await world.ControlAsync(HttpMethod.Delete, "/_emulator/faults");
        }

        var state = await ConnectionWorld.EventuallyAsync(
            () => world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"imports/{import["id"]}"), found => (string?)found["status"] is not ("queued" or "running"));
        Assert.Equal("cancelled", (string?)state["status"]);
        await NothingStaysAsync(id);
        await world.Storage.WorkedOffAsync(StorageNames.PageImportQueue, StorageNames.BlockFetchQueue);

        // Those that waited for Notion are not written; the others may have been between their last check and their write.
        Assert.InRange(await CountAsync(id, null), Math.Max(1, atTheEnd), atTheEnd + ImportTests.AtMostAtATime - ImportTests.AtLeastAtATime);
        Assert.InRange(atTheEnd, 1, 100);
    }

    private async Task<Connection?> FindAsync(string id) => await world.Services.GetRequiredService<IConnectionStore>().FindAsync(_tenant, id, default);

    private async Task<string> ConnectByTokenAsync(string? name)
        => (string)(await world.CallAsync(
            HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "token", token = EmulatorOptions.SampleToken, name }))["id"]!;

    private async Task NothingStaysAsync(string id)
    {
        await ConnectionWorld.EventuallyAsync(() => world.Services.GetRequiredService<IConnectionStore>().FindAnyAsync(_tenant, id, default), connection => connection is null);
        var tables = world.Services.GetRequiredService<TableServiceClient>();

        foreach (var name in StorageNames.Tables.Except([StorageNames.DocumentsTable, StorageNames.ImportsTable, StorageNames.ImportItemsTable]))
        {
            await foreach (var row in tables.GetTableClient(name).QueryAsync<TableEntity>())
            {
                Assert.False(row.Select(column => column.Value).OfType<string>().Any(text => text.Contains(id, StringComparison.Ordinal)), $"{name}: {row.RowKey}");
            }
        }

        await foreach (var blob in world.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(StorageNames.SecretsContainer).GetBlobsAsync())
        {
            Assert.DoesNotContain(id, blob.Name, StringComparison.Ordinal);
        }
    }

    private async Task<HttpStatusCode> AskNotionAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/users/me") { Headers = { { "Authorization", $"Bearer {token}" }, { "Notion-Version", "2026-03-11" } } };
        using var response = await world.Browser.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<IReadOnlyList<string>> BrokerIdsAsync()
        => [.. (await world.ControlAsync(HttpMethod.Get, "/_emulator/nango"))["connections"]!.AsArray().Select(one => (string)one!["connection_id"]!)];

    private async Task AddDocumentsAsync(string connectionId, int count)
    {
        var writer = world.Services.GetRequiredService<DocumentWriter>();

        await Parallel.ForEachAsync(Enumerable.Range(0, count), async (number, stopping) =>
        {
            var page = new NotionId(Guid.NewGuid());
            await writer.WriteAsync(Draft(connectionId, page, number), stopping);
        });
    }

    private DocumentDraft Draft(string connectionId, NotionId page, int number) => new()
    {
        TenantId = _tenant,
        Title = $"Page {number}",
        Source = new("page", page, null, connectionId, null, null, new("workspace", null, null), null, null),
        Markdown = Encoding.UTF8.GetBytes($"Text {number}"),
        AccessLevel = AccessLevel.Internal,
        Wish = new(IncludeSubpages: true, ImportAs.Auto),
        FetchedAt = TimeProvider.System.GetUtcNow(),
        WrittenBy = "run",
    };

    private async Task<int> CountAsync(string connectionId, DocumentStatus? status)
        => (await world.Services.GetRequiredService<IDocumentStore>().ListAsync(_tenant, new(ConnectionId: connectionId, Status: status), null, 1000, default)).Items.Count;
}
