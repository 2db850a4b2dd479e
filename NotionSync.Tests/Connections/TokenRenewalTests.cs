using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NotionSync.Connections;
using NotionSync.Connections.OAuth;
using NotionSync.Notion;

namespace NotionSync.Tests.Connections;

public sealed class TokenRenewalTests(ConnectionWorld world) : IClassFixture<ConnectionWorld>
{
    private readonly string _tenant = ConnectionWorld.NewTenant();

    [Fact]
    public async Task Two_workers_that_renew_at_once_send_one_refresh_and_lose_no_token()
    {
        await using var other = world.BuildServices();

        for (var round = 0; round < 5; round++)
        {
            var id = await world.ConnectByOAuthAsync(_tenant);
            await ExpireAsync();
            var before = await RefreshesAsync();
            var connection = await FindAsync(id);

            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => AskAsync(worker % 2 == 0 ? world.Services : other, connection)));

            Assert.All(answers, Assert.NotNull);
            Assert.Equal(before + 1, await RefreshesAsync());

            // Both tokens that are stored work: the access token now, the refresh token once that is refused.
            await ExpireAsync();
            Assert.NotNull(await AskAsync(other, connection));
            Assert.Equal(ConnectionStatus.Active, (await FindAsync(id)).Status);
        }
    }

    [Fact]
    public async Task A_check_asks_whether_the_token_is_active_and_renews_it()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        await ExpireAsync();
        var before = await RefreshesAsync();

        var check = await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{id}/check");

        Assert.Equal("active", (string?)check["status"]);
        Assert.Equal(before + 1, await RefreshesAsync());
    }

    [Fact]
    public async Task A_grant_that_is_void_needs_the_admin_and_a_reconnect_mends_it()
    {
        var lifetimes = new System.Collections.Concurrent.ConcurrentQueue<double>();
        using var meter = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "notionsync.connection.lifetime")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        meter.SetMeasurementEventCallback<double>((_, seconds, _, _) => lifetimes.Enqueue(seconds));
        meter.Start();
        var id = await world.ConnectByOAuthAsync(_tenant);
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/revoke", new { });

        var check = await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{id}/check");
        Assert.Equal("needs_reauthorization", (string?)check["status"]);
        Assert.NotEmpty(lifetimes);
        Assert.Equal("needs_reauthorization", (string?)(await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{id}"))["status"]);

        var back = await world.WalkOAuthAsync(_tenant, id);

        Assert.Equal(id, ConnectionWorld.Parameter(back, "connection"));
        Assert.Equal("active", (string?)(await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{id}"))["status"]);
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{id}/roots");
    }

    [Fact]
    public async Task When_Notions_OAuth_does_not_answer_no_connection_is_blamed()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        await ExpireAsync();
        await world.ControlAsync(HttpMethod.Post, "/_emulator/faults", new[] { new { path = "/v1/oauth/token", status = 503 } });

        try
        {
            var check = await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{id}/check");
            Assert.Equal("active", (string?)check["status"]);
        }
        finally
        {
            await world.ControlAsync(HttpMethod.Delete, "/_emulator/faults");
        }

        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{id}/roots");
    }

    /// <summary>A worker whose storage fails for good between Notion's answer and the store: what a crash there leaves.</summary>
    [Fact]
    public async Task A_crash_between_refresh_and_store_leaves_a_connection_that_needs_its_admin()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var connection = await FindAsync(id);
        var kept = await SecretsAsync(connection);
        await using var crashing = world.BuildServices(services => services.Replace(ServiceDescriptor.Singleton<ISecretStore>(new CrashingStore(world.Services.GetRequiredService<ISecretStore>()))));
        await ExpireAsync();

        await Assert.ThrowsAsync<CrashException>(() => AskAsync(crashing, connection));

        Assert.Equal(kept, await SecretsAsync(connection));
        Assert.Equal(ConnectionStatus.Active, (await FindAsync(id)).Status);
        var check = await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{id}/check");
        Assert.Equal("needs_reauthorization", (string?)check["status"]);

        // And nothing worse: the documents and the connection are there, and agreeing again mends it.
        Assert.Equal(id, ConnectionWorld.Parameter(await world.WalkOAuthAsync(_tenant, id), "connection"));
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{id}/roots");
    }

    [Fact]
    public async Task A_worker_that_dies_with_the_lease_holds_the_others_up_no_longer_than_it_lasts()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var connection = await FindAsync(id);
        var lease = world.Services.GetRequiredService<ITokenLease>();
        await ExpireAsync();
        Assert.NotNull(await lease.TryTakeAsync(id, TimeSpan.FromSeconds(1), default));

        Assert.NotNull(await AskAsync(world.Services, connection));
    }

    [Fact]
    public async Task While_another_worker_renews_a_call_is_put_back_and_the_connection_is_not_blamed()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var connection = await FindAsync(id);
        var lease = world.Services.GetRequiredService<ITokenLease>();
        await ExpireAsync();
        var handle = await lease.TryTakeAsync(id, TimeSpan.FromMinutes(1), default);

        var failure = await Assert.ThrowsAsync<NotionException>(() => AskAsync(world.Services, connection));

        Assert.Equal(NotionError.Unavailable, failure.Error);
        await lease.ReleaseAsync(id, handle!, default);
        Assert.NotNull(await AskAsync(world.Services, connection));
    }

    [Fact]
    public async Task Tokens_that_arrive_after_the_disconnect_are_revoked_and_leave_no_secret()
    {
        var id = await world.ConnectByOAuthAsync(_tenant);
        var connection = await FindAsync(id);
        var store = new PausingStore(world.Services.GetRequiredService<ISecretStore>());
        await using var slow = world.BuildServices(services => services.Replace(ServiceDescriptor.Singleton<ISecretStore>(store)));
        await ExpireAsync();

        var call = AskAsync(slow, connection);
        await store.IsStoring.Task.WaitAsync(TimeSpan.FromMinutes(3));
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{id}");
        store.GoOn.SetResult();

        Assert.Equal(NotionError.Unauthorized, (await Assert.ThrowsAsync<NotionException>(() => call)).Error);
        Assert.Null(await world.Services.GetRequiredService<ISecretStore>().FindAsync(connection.SecretName!, default));
        var token = System.Text.Json.JsonDocument.Parse(store.Stored!).RootElement.GetProperty("access_token").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/users/me") { Headers = { { "Authorization", $"Bearer {token}" }, { "Notion-Version", "2026-03-11" } } };
        using var answer = await world.Browser.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private Task ExpireAsync() => world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/expire", new { });

    private async Task<int> RefreshesAsync()
    {
        var stats = await world.ControlAsync(HttpMethod.Get, "/_emulator/stats");
        return (int?)stats["endpoints"]?["POST /v1/oauth/token"] ?? throw new InvalidOperationException(stats.ToJsonString());
    }

    private async Task<Connection> FindAsync(string id) => (await world.Services.GetRequiredService<IConnectionStore>().FindAsync(_tenant, id, default))!;

    private Task<string?> SecretsAsync(Connection connection) => world.Services.GetRequiredService<ISecretStore>().FindAsync(connection.SecretName!, default);

    private static async Task<NotionUser?> AskAsync(IServiceProvider worker, Connection connection)
        => await (await worker.GetRequiredService<ConnectionClients>().OpenAsync(connection, default)).GetMeAsync(default);

    private sealed class CrashException : Exception;

    private sealed class CrashingStore(ISecretStore inner) : ISecretStore
    {
        public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => inner.FindAsync(name, cancellationToken);

        public Task SetAsync(string name, string value, CancellationToken cancellationToken) => throw new CrashException();

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);
    }

    private sealed class PausingStore(ISecretStore inner) : ISecretStore
    {
        public TaskCompletionSource IsStoring { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Stored { get; private set; }

        public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => inner.FindAsync(name, cancellationToken);

        public async Task SetAsync(string name, string value, CancellationToken cancellationToken)
        {
            Stored = value;
            IsStoring.SetResult();
            await GoOn.Task;
            await inner.SetAsync(name, value, cancellationToken);
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);
    }
}
