using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NotionSync.Connections;
using NotionSync.Connections.Incoming;
using NotionSync.Connections.Nango;
using NotionSync.Tests.Http;

namespace NotionSync.Tests.Connections;

/// <summary>The webhook functions on a real server, with a queue that a test looks into.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    public const string NangoKey = "nango-key";
    public const string NotionKey = "secret_notion_token";

    private ApiServer _server = null!;

    public HttpClient Client => _server.Client;

    public LogRecorder Log => _server.Log;

    public FakeQueue Queue { get; } = new();

    public FakeSecrets Secrets { get; } = new();

    public static async Task<WebhookServer> StartAsync(string? nangoKey = NangoKey, string? notionKey = NotionKey, TimeProvider? time = null)
    {
        var server = new WebhookServer();
        var keys = new NotionWebhookKeys(
            server.Secrets, Options.Create(new NotionWebhookOptions { VerificationToken = notionKey }), time ?? TimeProvider.System, NullLogger<NotionWebhookKeys>.Instance);
        var receiver = new WebhookReceiver(
            server.Queue,
            server.Queue,
            keys,
            Options.Create(new NangoOptions { SecretKey = nangoKey is null ? null : "api-key", WebhookKey = nangoKey }),
            TimeProvider.System,
            NullLogger<WebhookReceiver>.Instance);

        server._server = await ApiServer.StartAsync((app, endpoint) =>
        {
            var functions = new WebhookFunctions(endpoint, receiver, keys);
            app.MapPost("/nango", (HttpRequest request) => functions.NangoAsync(request));
            app.MapPost("/notion", (HttpRequest request) => functions.NotionAsync(request));
            app.MapPost("/key", (HttpRequest request) => functions.TakeTokenAsync(request));
            app.MapDelete("/key", (HttpRequest request) => functions.ResetAsync(request));
        }, auth => auth.TrustPrincipalHeader = true);

        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal sealed class FakeQueue : IConnectionEventSender, IReceivedEvents
    {
        private readonly ConcurrentDictionary<string, bool> _known = new();

        public ConcurrentQueue<ConnectionEvent> Sent { get; } = [];

        public Task SendAsync(ConnectionEvent told, CancellationToken cancellationToken)
        {
            Sent.Enqueue(told);
            return Task.CompletedTask;
        }

        public Task<bool> IsKnownAsync(string eventId, DateTimeOffset at, CancellationToken cancellationToken) => Task.FromResult(_known.ContainsKey(eventId));

        public Task RememberAsync(string eventId, DateTimeOffset at, CancellationToken cancellationToken)
        {
            _known[eventId] = true;
            return Task.CompletedTask;
        }

        public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    internal sealed class FakeSecrets : ISecretStore
    {
        private int _writes;

        public ConcurrentDictionary<string, string> Values { get; } = new();

        public int Writes => Volatile.Read(ref _writes);

        public Task<string?> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Values.GetValueOrDefault(name));

        public Task SetAsync(string name, string value, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _writes);
            Values[name] = value;
            return Task.CompletedTask;
        }

        public Task DeleteAsync(string name, CancellationToken cancellationToken)
        {
            Values.TryRemove(name, out _);
            return Task.CompletedTask;
        }
    }
}
