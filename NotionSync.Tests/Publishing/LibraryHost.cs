using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Documents;
using NotionSync.Http;
using NotionSync.Importing;
using NotionSync.LocalHost;
using NotionSync.Notion;
using NotionSync.Storage;
using NotionSync.Tests.Http;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Publishing;

/// <summary>
/// The function app's HTTP side in this process, over the test run's storage, with a clock that tests move. Imports and
/// syncs are played by handing drafts to the writer, as the importers do.
/// </summary>
internal sealed class LibraryHost : IAsyncDisposable
{
    private readonly TemporaryFolder _root;
    private readonly WebApplication _app;

    private LibraryHost(TemporaryFolder root, WebApplication app, TestClock clock)
    {
        (_root, _app, Clock) = (root, app, clock);
        Address = new Uri(FunctionsHost.Address(app));

        // No cookies and no redirects of its own: a visitor here is what the test says.
        Http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new(Address, "/api/") };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public TestClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public DocumentWriter Writer => Services.GetRequiredService<DocumentWriter>();

    public static string NewTenant(string prefix = "t") => $"{prefix}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    public static Task<LibraryHost> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    public static async Task<LibraryHost> StartAsync(Action<IServiceCollection> change, params string[] settings)
    {
        var azurite = await Azurite.SharedAsync();
        var root = new TemporaryFolder();
        File.Copy(RepositoryRoot.File("host.json"), Path.Combine(root.Path, "host.json"));
        var clock = new TestClock();

        string[] args =
        [
            "--LOCALHOST_URL=http://127.0.0.1:0",
            $"--AzureWebJobsScriptRoot={root.Path}",
            $"--AzureWebJobsStorage={azurite.ConnectionString}",
            $"--Secrets:KeyRingFolder={root.Path}",
            "--Logging:LogLevel:Default=Error",
            "--Gate:RefusalMilliseconds=0",
            "--Gate:RequestsPerMinute=0",
            "--Gate:FormsPerMinute=0",
            .. settings.Select(setting => $"--{setting}"),
        ];

        // Only functions that answer HTTP: the queues belong to other tests.
        var app = FunctionsHost.Build(
            typeof(NotionSyncBuilder).Assembly.GetTypes().Where(HasOnlyRoutes),
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.AddNotionSync();
                builder.Services.Configure<AuthOptions>(options => options.TrustPrincipalHeader = true);
                change(builder.Services);
            },
            args);

        await app.Services.GetRequiredService<StorageSetup>().EnsureAsync(default);
        await FunctionsHost.StartAsync(app);
        return new(root, app, clock);
    }

    /// <summary>What an import or a sync does with a page.</summary>
    public Task<bool> WriteAsync(string tenant, NotionId page, string title, string markdown, AccessLevel level = AccessLevel.Internal, NotionId? parent = null, string connection = "c1", bool isSubpage = false, IReadOnlyList<Attachment>? attachments = null, Attachment? file = null, DocumentWriter? writer = null)
        => (writer ?? Writer).WriteAsync(
            new()
            {
                TenantId = tenant,
                Title = title,
                Source = new("page", page, null, connection, null, null, parent is { } id ? new("page_id", id) : new("workspace", null), null, null),
                Markdown = Encoding.UTF8.GetBytes(markdown),
                AccessLevel = level,
                IsSubpage = isSubpage,
                Attachments = attachments ?? [],
                File = file,
                Wish = new(IncludeSubpages: false, ImportAs.Auto),
                FetchedAt = Clock.GetUtcNow(),
                WrittenBy = RandomNumberGenerator.GetHexString(8),
            },
            default);

    public async Task<Attachment> StoreFileAsync(string tenant, NotionId page, string name, string contentType, byte[] bytes, string connection = "c1")
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var content = Services.GetRequiredService<IContentStore>();
        await content.WriteAsync(ContentPath.File(tenant, Document.IdFor(connection, page), sha256), new MemoryStream(bytes), contentType, default);
        return new(name, bytes.Length, contentType, sha256, $"key:{name}");
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? tenant = null, object? body = null, Role role = Role.Admin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));

        if (tenant is not null)
        {
            request.Headers.Add(PrincipalReader.HeaderName, Principals.Header(tenant, role));
        }

        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType());
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
    }

    /// <summary>As an admin of the tenant.</summary>
    public async Task<JsonElement> AdminAsync(string tenant, HttpMethod method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, $"tenants/{tenant}/{path}", tenant, body, Role.Admin, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Reads the ETag, then changes the document.</summary>
    public async Task<JsonElement> PatchAsync(string tenant, string documentId, object change)
    {
        using var read = await SendAsync(HttpMethod.Get, $"tenants/{tenant}/documents/{documentId}", tenant);
        return await AdminAsync(tenant, HttpMethod.Patch, $"documents/{documentId}", change, HttpStatusCode.OK, ("If-Match", read.Headers.GetValues("ETag").Single()));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _root.Dispose();
    }

    private static bool HasOnlyRoutes(Type type)
        => type.GetMethods().SelectMany(method => method.GetParameters()).SelectMany(parameter => parameter.GetCustomAttributes(inherit: false)).All(attribute
            => attribute.GetType().Name is not ("QueueTriggerAttribute" or "TimerTriggerAttribute"));
}

/// <summary>The machine's clock, ahead by as much as a test says.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ahead;
    private DateTimeOffset? _frozen;

    /// <summary>From now on only <see cref="Advance"/> moves it.</summary>
    public void Freeze() => _frozen = System.GetUtcNow();

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    public override DateTimeOffset GetUtcNow() => (_frozen ?? System.GetUtcNow()).AddTicks(Interlocked.Read(ref _ahead));
}

/// <summary>Counts what is asked of the table storage.</summary>
internal sealed class RequestCounter : HttpPipelineSynchronousPolicy
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public static TableServiceClient Client(string connectionString, RequestCounter counter)
    {
        var options = new TableClientOptions();
        options.AddPolicy(counter, HttpPipelinePosition.PerRetry);
        return new(connectionString, options);
    }

    public override void OnSendingRequest(HttpMessage message) => Interlocked.Increment(ref _count);
}
