using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NotionSync.Emulator;
using NotionSync.Http;
using NotionSync.LocalHost;
using NotionSync.LocalHost.Functions;
using NotionSync.Storage;
using NotionSync.Tests.Emulator;
using NotionSync.Tests.Http;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Connections;

/// <summary>
/// The function app, its storage, and the emulator with Notion's OAuth and Nango, in this process but for the storage. Keeps
/// all that the app logs and answers. Tests that share one take tenants of their own.
/// </summary>
public sealed class ConnectionWorld : IAsyncLifetime
{
    internal const string ClientId = "operators-app";
    internal const string ClientSecret = "operators_app_secret_5d1c";
    internal const string Callback = "http://127.0.0.1:9/api/oauth/notion/callback";
    internal const string ReturnUrl = "http://127.0.0.1:8/panel";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly AllLogs _log = AllLogs.Create();
    private readonly List<WebApplication> _apps = [];
    private TemporaryFolder _folder = null!;
    private EmulatorServer _emulator = null!;

    internal Azurite Storage { get; private set; } = null!;

    /// <summary>The app, as the development admin or with a principal.</summary>
    internal HttpClient Api { get; private set; } = null!;

    /// <summary>A browser at the emulator: no token, and no redirect is followed.</summary>
    internal HttpClient Browser { get; private set; } = null!;

    internal IServiceProvider Services => _apps[0].Services;

    /// <summary>What the host maps.</summary>
    internal IEnumerable<Endpoint> Endpoints => ((IEndpointRouteBuilder)_apps[0]).DataSources.SelectMany(source => source.Endpoints);

    internal IReadOnlyCollection<string> LogLines => _log.Lines;

    /// <summary>Bodies and headers of all answers of the app.</summary>
    internal ConcurrentQueue<string> Answers { get; } = [];

    internal Uri EmulatorAddress => _emulator.BaseAddress;

    public async Task InitializeAsync()
    {
        _folder = NewFolder();
        Storage = await Azurite.StartAsync(persistent: false);
        _emulator = await EmulatorServer.StartAsync(
            new() { OAuthClients = [$"{ClientId},{ClientSecret},{Callback}"], RequestsPerMinute = 0, NangoRequestsPerMinute = 0 },
            CancellationToken.None);
        Browser = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _emulator.BaseAddress };
        File.Copy(RepositoryRoot.File("host.json"), Path.Combine(_folder.Path, "host.json"));

        Api = new(new Recorder(Answers) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } }) { BaseAddress = new(new(await StartAppAsync()), "/api/") };
        await ControlAsync(HttpMethod.Patch, "/_emulator/nango", new { webhookUrl = new Uri(Api.BaseAddress!, "webhooks/nango"), breaker = false });
    }

    /// <summary>One more instance of the app on the same storage.</summary>
    /// <returns>Its address.</returns>
    internal async Task<string> StartAppAsync(Action<IServiceCollection>? change = null)
    {
        var app = FunctionsHost.Build(
            typeof(NotionSyncBuilder).Assembly.GetTypes(),
            builder =>
            {
                builder.AddNotionSync();
                builder.Services.AddSingleton<IPreparation, LocalStorage>();
                builder.Services.Configure<AuthOptions>(options => options.TrustPrincipalHeader = true);
                builder.Logging.AddProvider(_log).SetMinimumLevel(LogLevel.Trace);
                change?.Invoke(builder.Services);
            },
            [.. Settings().Select(setting => $"--{setting.Key}={setting.Value}")]);

        await FunctionsHost.StartAsync(app);
        _apps.Add(app);
        return FunctionsHost.Address(app);
    }

    /// <summary>What one more instance has inside, without its listeners.</summary>
    internal ServiceProvider BuildServices(Action<IServiceCollection>? change = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Settings().Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddNotionSync();
        builder.Logging.AddProvider(_log);
        change?.Invoke(builder.Services);
        return builder.Services.BuildServiceProvider();
    }

    private static TemporaryFolder NewFolder() => new();

    internal static string NewTenant() => $"tenant-{Guid.NewGuid():N}";

    internal Task<HttpResponseMessage> SendAsync(HttpMethod method, string tenant, string path, object? body = null, string user = "user-1")
        => SendAsync(method, $"tenants/{tenant}/{path}", Principals.Header(("sub", user), ("tenant_id", tenant), ("roles", nameof(Role.Admin))), body);

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? principal, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };

        if (principal is not null)
        {
            request.Headers.Add(PrincipalReader.HeaderName, principal);
        }

        return await Api.SendAsync(request);
    }

    /// <summary>A call that must answer so, and its body.</summary>
    internal async Task<JsonObject> CallAsync(HttpStatusCode expected, HttpMethod method, string tenant, string path, object? body = null, string user = "user-1")
    {
        using var response = await SendAsync(method, tenant, path, body, user);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    internal async Task<List<JsonObject>> ConnectionsAsync(string tenant)
        => [.. (await CallAsync(HttpStatusCode.OK, HttpMethod.Get, tenant, "connections"))["items"]!.AsArray().Select(item => item!.AsObject())];

    /// <summary>Starts to connect, agrees at Notion, and brings the browser back.</summary>
    /// <returns>Where the browser ends up: the return URL with its outcome.</returns>
    internal async Task<Uri> WalkOAuthAsync(string tenant, string? connectionId = null, string decision = "allow", int person = 0, string user = "user-1")
        => await ReturnAsync(await ConsentAsync(await StartOAuthAsync(tenant, connectionId, user), decision, person));

    internal async Task<string> StartOAuthAsync(string tenant, string? connectionId = null, string user = "user-1")
        => (string)(await CallAsync(HttpStatusCode.Created, HttpMethod.Post, tenant, "connections/session", new { provider = "notion", connectionId, returnUrl = ReturnUrl }, user))["connectUrl"]!;

    /// <summary>What a user does on Notion's page.</summary>
    /// <returns>Where Notion sends the browser: the app's callback.</returns>
    internal async Task<Uri> ConsentAsync(string authorizeUrl, string decision = "allow", int person = 0)
    {
        var page = await Browser.GetStringAsync(authorizeUrl);
        var fields = HttpUtility.ParseQueryString(new Uri(EmulatorAddress, authorizeUrl).Query);
        var form = fields.AllKeys.Select(key => KeyValuePair.Create(key!, fields[key]!)).ToList();
        form.Add(new("decision", decision));
        form.Add(new("user", ConsentHost.Values(page, "option")[person]));
        form.AddRange(ConsentHost.Values(page, "input type=\"checkbox\" name=\"pages\"").Select(id => KeyValuePair.Create("pages", id)));

        using var content = new FormUrlEncodedContent(form);
        using var response = await Browser.PostAsync("/v1/oauth/authorize", content);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!;
    }

    /// <summary>Brings the browser to the app's callback.</summary>
    internal async Task<Uri> ReturnAsync(Uri callback)
    {
        using var response = await Api.GetAsync($"oauth/notion/callback{callback.Query}");
        Assert.True(response.StatusCode == HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync());
        return response.Headers.Location!;
    }

    /// <returns>The id of a new connection.</returns>
    internal async Task<string> ConnectByOAuthAsync(string tenant, int person = 0) => Parameter(await WalkOAuthAsync(tenant, person: person), "connection")!;

    internal static string? Parameter(Uri url, string name) => HttpUtility.ParseQueryString(url.Query)[name];

    /// <summary>Connects at Nango without a browser.</summary>
    /// <returns>Nango's id.</returns>
    internal async Task<string> ConnectAtNangoAsync(string tenant, bool silent = false, string user = "user-1")
        => (string)(await ControlAsync(HttpMethod.Post, "/_emulator/nango/connections", new { tags = new { tenant, user }, silent }))["connection_id"]!;

    internal async Task<JsonObject> ControlAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        using var response = await Browser.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? new JsonObject { ["list"] = JsonNode.Parse(text) };
    }

    /// <summary>Waits until all that the emulator has to tell was told, and the app has worked it off.</summary>
    internal async Task ListenAsync()
    {
        await ControlAsync(HttpMethod.Post, "/_emulator/webhooks/drain");
        await Storage.WorkedOffAsync(StorageNames.ConnectionEventQueue);
    }

    /// <summary>Runs a timer's function now.</summary>
    internal async Task RunTimerAsync(string function)
    {
        using var response = await Api.PostAsync($"/admin/functions/{function}", JsonContent.Create(new { }));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until something has become so.</summary>
    internal static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);

        while (true)
        {
            var seen = await look();

            if (isSo(seen))
            {
                return seen;
            }

            Assert.False(patience.IsCancellationRequested, $"It has not become so; now: {JsonSerializer.Serialize(seen)}");
            await Task.Delay(50);
        }
    }

    public async Task DisposeAsync()
    {
        Api.Dispose();
        Browser.Dispose();

        foreach (var app in _apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await _emulator.DisposeAsync();
        await Storage.DisposeAsync();
        _folder.Dispose();
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["LOCALHOST_URL"] = "http://127.0.0.1:0",
        ["AzureWebJobsScriptRoot"] = _folder.Path,
        ["AzureWebJobsStorage"] = Storage.ConnectionString,
        ["Notion:BaseUrl"] = _emulator.BaseAddress.ToString(),
        ["Notion:RequestsPerMinute"] = "0",
        ["Notion:TimeoutSeconds"] = "300",
        ["Gate:RequestsPerMinute"] = "0",
        ["Gate:FormsPerMinute"] = "0",
        ["Gate:RefusalMilliseconds"] = "0",
        ["Download:AllowPrivateNetworks"] = "true",
        ["Secrets:KeyRingFolder"] = Path.Combine(_folder.Path, "keys"),
        ["Nango:BaseUrl"] = new Uri(_emulator.BaseAddress, "nango").ToString(),
        ["Nango:SecretKey"] = EmulatorOptions.SampleNangoKey,
        ["Nango:WebhookKey"] = EmulatorOptions.SampleNangoWebhookKey,
        ["NotionOAuth:ClientId"] = ClientId,
        ["NotionOAuth:ClientSecret"] = ClientSecret,
        ["NotionOAuth:RedirectUri"] = Callback,
        ["NotionOAuth:AllowedReturnUrls"] = ReturnUrl,

        // Timers run when a test calls them.
        ["Sync:Schedule"] = "0 0 0 1 1 *",
        ["Connections:ReconcileSchedule"] = "0 0 0 1 1 *",
    };

    private sealed class Recorder(ConcurrentQueue<string> answers) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            answers.Enqueue($"{response.Headers}{await response.Content.ReadAsStringAsync(cancellationToken)}");
            return response;
        }
    }

    /// <summary>Every line of every category, with its exception.</summary>
    private sealed class AllLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public static AllLogs Create() => new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
