using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Connections;
using NotionSync.Connections.Incoming;
using NotionSync.Connections.Nango;
using NotionSync.Events;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Syncing;
using NotionSync.Tests.Emulator;
using WebhookReceiver = NotionSync.Connections.Incoming.WebhookReceiver;

namespace NotionSync.Tests.Connections;

/// <summary>What the timer takes up, and what calls and webhooks cost.</summary>
public sealed class ConnectionUpkeepTests(ConnectionWorld world) : IClassFixture<ConnectionWorld>
{
    private const string EventSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly string _tenant = ConnectionWorld.NewTenant();

    [Fact]
    public async Task All_pages_of_Nangos_list_are_compared()
    {
        const int Count = NangoClient.PageSize + 3;
        await using var nango = await NangoHost.StartAsync();
        var sent = new RecordingSender();
        await using var services = world.BuildServices(services => services
            .AddSingleton<IConnectionEventSender>(sent)
            .Configure<NangoOptions>(options => options.BaseUrl = new Uri(nango.Browser.BaseAddress!, "nango")));
        var made = new HashSet<string>();

        for (var number = 0; number < Count; number++)
        {
            var connection = await nango.ControlAsync(HttpMethod.Post, "/_emulator/nango/connections", $$$"""{"silent":true,"tags":{"tenant":"{{{_tenant}}}","user":"u{{{number}}}"}}""");
            Assert.True(made.Add((string)connection["connection_id"]!));
        }

        await services.GetRequiredService<NangoReconciler>().RunAsync(default);

        Assert.Equal(made.Order(), sent.Told.Where(told => told.TenantId == _tenant).Select(told => told.BrokerId!).Order());
    }

    [Fact]
    public async Task Calls_of_Nangos_own_API_take_slots_of_its_window()
    {
        var throttle = new ScriptedThrottle();
        await using var services = world.BuildServices(services => services.AddSingleton<IRequestThrottle>(throttle));
        var nango = services.GetRequiredService<NangoClient>();

        await nango.ListAsync(default);
        await nango.CreateSessionAsync(_tenant, "user", default);
        Assert.Null(await nango.FindAsync("unknown", default));
        await nango.DeleteAsync("unknown", default);

        Assert.Equal(4, throttle.Taken.Count);
        Assert.Equal(4, throttle.Released);
        Assert.All(throttle.Taken, keys => Assert.Equal((null, $"nango:{world.EmulatorAddress.Authority}", 200), (keys.Connection, keys.Broker, keys.BrokerLimit)));

        // A short wait is waited for; of a long one the caller is told, and Nango is not called.
        throttle.Waits.Enqueue(TimeSpan.FromMilliseconds(1));
        await nango.ListAsync(default);
        throttle.Waits.Enqueue(TimeSpan.FromSeconds(30));
        var refused = await Assert.ThrowsAsync<ProblemException>(() => nango.ListAsync(default));
        Assert.Equal(("broker_rate_limited", TimeSpan.FromSeconds(30)), (refused.Code, refused.RetryAfter));
        Assert.Equal(5, throttle.Released);
    }

    [Theory]
    [InlineData(ConnectionBeginning.New, EventTypes.ConnectionAdded)]
    [InlineData(ConnectionBeginning.Again, EventTypes.ConnectionReauthorized)]
    public async Task What_follows_from_connecting_is_made_up_for_after_a_crash_and_told_once(ConnectionBeginning begins, string type)
    {
        var schedule = new RecordingSchedule();
        await using var services = world.BuildServices(services => services
            .AddSingleton<ITimetable>(schedule)
            .AddSingleton<IEventSender>(new NoSender())
            .AddSingleton<IConnectionEventSender>(new RecordingSender())
            .Configure<EventsOptions>(options => (options.Url, options.Secret) = (new("https://back-end.example/"), EventSecret)));
        var connections = services.GetRequiredService<IConnectionStore>();

        // As a process leaves it that dies after the write.
        Assert.True(await connections.TryAddAsync(
            new()
            {
                TenantId = _tenant,
                Id = "cut-off",
                Provider = ConnectionProvider.Token,
                Status = ConnectionStatus.Active,
                Workspace = new("workspace", "Workspace", null),
                Generation = 7,
                CreatedAt = TimeProvider.System.GetUtcNow(),
                AutoSync = new(Enabled: true, 4),
                Begins = begins,
            },
            default));

        for (var hour = 0; hour < 2; hour++)
        {
            await services.GetRequiredService<ConnectionUpkeep>().RunAsync(default);
        }

        var (events, _) = await services.GetRequiredService<IEventStore>().ListAsync(_tenant, null, null, 10, default);
        Assert.Equal(type, Assert.Single(events).Type);
        Assert.Null((await connections.FindAsync(_tenant, "cut-off", default))!.Begins);
        Assert.Equal(["cut-off"], schedule.Due);
    }

    [Fact]
    public async Task A_connection_that_was_made_in_peace_owes_nothing()
    {
        var made = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "token", token = "ntn_emulator_sample" });
        var id = (string)made["id"]!;
        Assert.Null((await world.Services.GetRequiredService<IConnectionStore>().FindAsync(_tenant, id, default))!.Begins);

        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Put, _tenant, $"connections/{id}/token", new { token = "ntn_emulator_sample" });
        Assert.Null((await world.Services.GetRequiredService<IConnectionStore>().FindAsync(_tenant, id, default))!.Begins);
    }

    [Fact]
    public async Task A_webhook_is_answered_after_three_small_requests_to_the_storage_and_none_elsewhere()
    {
        const string Key = "notion-key";
        var counter = new Counter();
        await using var services = world.BuildServices(services => services
            .AddSingleton(Clients<TableServiceClient, TableClientOptions>(counter, new(), options => new(world.Storage.ConnectionString, options)))
            .AddSingleton(Clients<BlobServiceClient, BlobClientOptions>(counter, new(), options => new(world.Storage.ConnectionString, options)))
            .AddSingleton(Clients<QueueServiceClient, QueueClientOptions>(counter, new() { MessageEncoding = QueueMessageEncoding.Base64 }, options => new(world.Storage.ConnectionString, options)))
            .AddSingleton<IHttpClientFactory>(new NoHttp())
            .Configure<NotionWebhookOptions>(options => options.VerificationToken = Key));
        var receiver = services.GetRequiredService<WebhookReceiver>();

        var told = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["timestamp"] = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["workspace_id"] = $"workspace-{_tenant}",
            ["type"] = "page.content_updated",
            ["entity"] = new JsonObject { ["id"] = Guid.NewGuid().ToString(), ["type"] = "page" },
        };

        // Known before? Queued. Remembered. A second time only the first of these.
        Assert.Equal(3, await CostAsync(Notion));
        Assert.Equal(1, await CostAsync(Notion));
        Assert.Equal(0, await CostAsync(() => receiver.ReceiveNotionAsync(Bytes(told), "sha256=" + new string('0', 64), default)));

        var auth = new JsonObject
        {
            ["type"] = "auth",
            ["operation"] = "creation",
            ["success"] = true,
            ["connectionId"] = "unknown",
            ["providerConfigKey"] = "notion",
            ["tags"] = new JsonObject { ["tenant"] = _tenant },
        };
        Assert.Equal(1, await CostAsync(() => receiver.ReceiveNangoAsync(Bytes(auth), MutatedWebhooks.Sign(Bytes(auth), NotionSync.Emulator.EmulatorOptions.SampleNangoWebhookKey), default)));

        Task Notion() => receiver.ReceiveNotionAsync(Bytes(told), "sha256=" + MutatedWebhooks.Sign(Bytes(told), Key), default);

        async Task<int> CostAsync(Func<Task> call)
        {
            var before = counter.Count;

            try
            {
                await call();
            }
            catch (ProblemException problem)
            {
                Assert.Equal("invalid_signature", problem.Code);
            }

            return counter.Count - before;
        }
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static TClient Clients<TClient, TOptions>(Counter counter, TOptions options, Func<TOptions, TClient> create)
        where TOptions : ClientOptions
    {
        options.AddPolicy(counter, HttpPipelinePosition.PerRetry);
        return create(options);
    }

    private sealed class Counter : HttpPipelineSynchronousPolicy
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
    }

    private sealed class NoHttp : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => throw new InvalidOperationException($"A webhook calls nobody, and wants to call by {name}.");
    }

    private sealed class NoSender : IEventSender
    {
        public Task SendAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class RecordingSchedule : ITimetable
    {
        public ConcurrentQueue<string> Due { get; } = [];

        public Task SetAsync(TimetableEntry entry, CancellationToken cancellationToken)
        {
            Due.Enqueue(entry.Id);
            return Task.CompletedTask;
        }

        public Task<bool> TryMoveAsync(TimetableEntry entry, DateTimeOffset dueAt, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RemoveAsync(TimetableSubject subject, string tenantId, string id, CancellationToken cancellationToken) => Task.CompletedTask;

        public IAsyncEnumerable<TimetableEntry> ListDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class RecordingSender : IConnectionEventSender
    {
        public ConcurrentQueue<ConnectionEvent> Told { get; } = [];

        public Task SendAsync(ConnectionEvent told, CancellationToken cancellationToken)
        {
            Told.Enqueue(told);
            return Task.CompletedTask;
        }
    }

    private sealed class ScriptedThrottle : IRequestThrottle
    {
        private int _released;

        public ConcurrentQueue<ThrottleKeys> Taken { get; } = [];

        public ConcurrentQueue<TimeSpan> Waits { get; } = [];

        public int Released => Volatile.Read(ref _released);

        public ValueTask<TimeSpan> TakeAsync(ThrottleKeys keys, string endpoint, CancellationToken cancellationToken)
        {
            if (Waits.TryDequeue(out var wait))
            {
                return new(wait);
            }

            Taken.Enqueue(keys);
            return new(TimeSpan.Zero);
        }

        public ValueTask PauseAsync(ThrottleKeys keys, ThrottleRefusal refusal, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask PauseAsync(string key, TimeSpan duration, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public void Release(ThrottleKeys keys, TimeSpan duration) => Interlocked.Increment(ref _released);
    }
}
