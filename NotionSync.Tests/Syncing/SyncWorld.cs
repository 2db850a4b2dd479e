using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NotionSync.Connections;
using NotionSync.Documents;
using NotionSync.Emulator;
using NotionSync.Importing;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Syncing;

namespace NotionSync.Tests.Syncing;

/// <summary>
/// The use cases over real storage and an emulated workspace, in this process: one tenant with one connection, a clock
/// that can be moved for all of them, and queues that are worked off when the test says so.
/// </summary>
internal sealed class SyncWorld : IAsyncDisposable
{
    private const int Workers = 8;

    private readonly EmulatorServer _emulator;
    private readonly IHost _app;

    private SyncWorld(EmulatorServer emulator, IHost app, MemoryQueue queue, MovableTime time)
    {
        (_emulator, _app, Queue, Time) = (emulator, app, queue, time);
        Http = new() { BaseAddress = emulator.BaseAddress };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", EmulatorOptions.SampleToken);
        Http.DefaultRequestHeaders.Add("Notion-Version", "2026-03-11");
    }

    public string Tenant { get; } = $"t{Guid.NewGuid():N}";

    public Connection Connection { get; private set; } = null!;

    public MemoryQueue Queue { get; }

    public MovableTime Time { get; }

    /// <summary>The emulator, as an integration reaches it and as a test controls it.</summary>
    public HttpClient Http { get; }

    public static async Task<SyncWorld> StartAsync(string storage, EmulatorOptions? options = null, Action<IServiceCollection>? configure = null)
    {
        var time = new MovableTime();
        var queue = new MemoryQueue();
        var emulator = await EmulatorServer.StartAsync((options ?? new() { World = EmulatorOptions.EmptyWorld }) with { RequestsPerMinute = 0 }, time, default);
        var builder = Host.CreateEmptyApplicationBuilder(new());

        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Notion:BaseUrl"] = emulator.BaseAddress.ToString(),
            ["Notion:RequestsPerMinute"] = "0",
            ["Download:AllowPrivateNetworks"] = "true",
        });

        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddStorage();
        builder.Services.AddSingleton(new TableServiceClient(storage, new() { Transport = new HttpClientTransport(new HttpClient(new MovedStorage(time))) }));
        builder.Services.AddCore();
        builder.Services.AddSingleton<ISecretStore, MemorySecrets>();
        builder.Services.AddSingleton<IImportSender>(queue);
        builder.Services.AddSingleton<ISyncSender>(queue);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        await app.Services.GetRequiredService<StorageSetup>().EnsureAsync(default);

        var world = new SyncWorld(emulator, app, queue, time);
        world.Connection = await world.Get<TokenConnector>().ConnectAsync(world.Tenant, "tester", EmulatorOptions.SampleToken, null, default);
        await world.PumpAsync();
        return world;
    }

    public T Get<T>()
        where T : notnull
        => _app.Services.GetRequiredService<T>();

    /// <summary>Works off all messages, and those that come of them.</summary>
    public Task PumpAsync() => Queue.PumpAsync(Get<ImportWorker>(), Get<SyncWorker>(), Workers);

    public async Task<ImportReport> ImportAsync(params string[] ids)
    {
        var items = ids.Select(id => new ImportRequestItem(Id(id), ImportItemKind.Unknown, IncludeSubpages: true, ImportAs.Auto)).ToList();
        var import = await Get<ImportService>().StartAsync(Tenant, Connection.Id, items, AccessLevel.Internal, default);
        await PumpAsync();
        return await ReportAsync(import.Id);
    }

    /// <summary>One sync, from its beginning to its end.</summary>
    public async Task<ImportReport> SyncAsync()
    {
        var run = (await Get<SyncService>().SyncNowAsync(Tenant, null, default))[0];
        await PumpAsync();
        return await ReportAsync(run.Id);
    }

    public async Task<ImportReport> ReconcileAsync()
    {
        var run = await Get<SyncRuns>().StartAsync(await FindConnectionAsync(), ImportKind.Reconcile, SyncReason.Reconcile, again: false, default);
        await PumpAsync();
        return await ReportAsync(run.Id);
    }

    public async Task<ImportReport> HintAsync(params (string Id, SyncHintKind Kind)[] hints)
    {
        await Queue.SendAsync(
            new ConnectionSyncMessage(Tenant, Connection.Id, Connection.Generation, SyncReason.Webhook, null, [.. hints.Select(hint => new SyncHint(Id(hint.Id), hint.Kind))]),
            TimeSpan.Zero,
            default);
        await PumpAsync();
        return (await Get<ImportService>().ListAsync(Tenant, syncsOnly: true, null, 1, default)).Items[0];
    }

    public Task<ImportReport> ReportAsync(string id) => Get<ImportService>().GetAsync(Tenant, id, default);

    public async Task<Connection> FindConnectionAsync() => (await Get<IConnectionStore>().FindAsync(Tenant, Connection.Id, default))!;

    public async Task<List<Document>> DocumentsAsync()
    {
        var documents = new List<Document>();

        await foreach (var document in Get<KnownDocuments>().ListAsync(Tenant, Connection.Id, default))
        {
            documents.Add(document);
        }

        return documents;
    }

    /// <summary>The document of a page, or null.</summary>
    public Task<Document?> FindAsync(string page) => Get<IDocumentStore>().FindAsync(Tenant, Document.IdFor(Connection.Id, Id(page)), default);

    public async Task<Document> DocumentAsync(string page) => await FindAsync(page) ?? throw new InvalidOperationException($"There is no document of page {page}.");

    public async Task<string> MarkdownAsync(string page)
        => await Get<DocumentLibrary>().ReadMarkdownAsync(await DocumentAsync(page), _ => ValueTask.FromResult<string?>(null), default);

    /// <summary>Generates pages, and lets so much time pass that their edits are past.</summary>
    public async Task<string> GenerateAsync(object what)
    {
        var id = (string)(await SendAsync(HttpMethod.Post, "/_emulator/generate", what))["id"]!;
        Time.Advance(TimeSpan.FromMinutes(10));
        return id;
    }

    public async Task<string> AddPageAsync(string? parent, string title, params string[] paragraphs)
        => (string)(await SendAsync(HttpMethod.Post, "/_emulator/pages", new { parent, title, blocks = paragraphs }))["id"]!;

    public Task EditAsync(string page, object change) => SendAsync(HttpMethod.Patch, $"/_emulator/pages/{page}", change);

    public Task WriteAsync(string page, string paragraph, bool silent = false)
        => SendAsync(HttpMethod.Post, $"/_emulator/blocks/{page}/children", new { blocks = new[] { paragraph }, silent });

    public Task FaultAsync(object rule) => SendAsync(HttpMethod.Post, "/_emulator/faults", new[] { rule });

    public Task EndFaultsAsync() => SendAsync(HttpMethod.Delete, "/_emulator/faults", null);

    /// <summary>Calls that reached Notion since the last time this was asked.</summary>
    public async Task<int> CallsAsync()
    {
        var stats = await SendAsync(HttpMethod.Get, "/_emulator/stats", null);
        await SendAsync(HttpMethod.Delete, "/_emulator/stats", null);
        return (int)stats["total"]!;
    }

    public async Task<JsonObject> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        return !response.IsSuccessStatusCode
            ? throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}")
            : text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? new JsonObject { ["list"] = JsonNode.Parse(text) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _app.Dispose();
        await _emulator.DisposeAsync();
    }

    public static NotionId Id(string text) => new(Guid.Parse(text));

    private sealed class MemorySecrets : ISecretStore
    {
        private readonly ConcurrentDictionary<string, string> _values = new();

        public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_values.GetValueOrDefault(name));

        public Task SetAsync(string name, string value, CancellationToken cancellationToken)
        {
            _values[name] = value;
            return Task.CompletedTask;
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken)
        {
            _values.TryRemove(name, out _);
            return Task.CompletedTask;
        }
    }
}
