using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NotionSync.Connections;
using NotionSync.Events;
using NotionSync.Tests.Emulator;

namespace NotionSync.Tests.Events;

/// <summary>Events with a store in memory, a queue that a test works off by hand, and a real receiver.</summary>
internal sealed class EventHost : IAsyncDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly EventTransport _transport;

    private EventHost(WebhookReceiver receiver, bool isOn)
    {
        Receiver = receiver;
        var options = Options.Create(new EventsOptions { Url = isOn ? receiver.Address.AbsoluteUri : null, Secret = Secret, AllowLoopback = true });
        _transport = new(options, Time);
        Publisher = new(Store, Queue, options, Time);
        Worker = new(Store, Queue, _transport, options, Time, NullLogger<EventWorker>.Instance);
        Deliveries = new(Store, Queue);
    }

    public WebhookReceiver Receiver { get; }

    public ManualTime Time { get; } = new();

    public MemoryEvents Store { get; } = new();

    public MemoryQueue Queue { get; } = new();

    public EventPublisher Publisher { get; }

    public EventWorker Worker { get; }

    public EventDeliveries Deliveries { get; }

    public static async Task<EventHost> StartAsync(bool isOn = true) => new(await WebhookReceiver.StartAsync(), isOn);

    public static AppEvent Happened(string connection = "c1") => AppEvent.Of(
        new Connection
        {
            TenantId = "acme",
            Id = connection,
            Provider = ConnectionProvider.Nango,
            Status = ConnectionStatus.NeedsReauthorization,
            Workspace = new("w1", "Workspace", null),
            Generation = 3,
            CreatedAt = DateTimeOffset.UnixEpoch,
            AutoSync = new(true, 4),
        },
        EventTypes.ConnectionAdded);

    /// <summary>Works off what is in the queue now, and what that adds, whatever its delay.</summary>
    public async Task DrainAsync()
    {
        while (Queue.Messages.TryDequeue(out var sent))
        {
            await Worker.HandleAsync(sent.Message, isRepeat: false, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await Receiver.DisposeAsync();
    }

    internal sealed class MemoryQueue : IEventSender
    {
        public ConcurrentQueue<(EventMessage Message, TimeSpan Delay)> Messages { get; } = new();

        public List<TimeSpan> Delays { get; } = [];

        public Task SendAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken)
        {
            Messages.Enqueue((message, delay));
            Delays.Add(delay);
            return Task.CompletedTask;
        }
    }

    internal sealed class MemoryEvents : IEventStore
    {
        private int _writes;

        public ConcurrentDictionary<(string, string), EventDelivery> Rows { get; } = new();

        public EventDelivery Only => Assert.Single(Rows).Value;

        public Task<bool> TryAddAsync(EventDelivery delivery, CancellationToken cancellationToken)
            => Task.FromResult(Rows.TryAdd((delivery.TenantId, delivery.Id), delivery with { ETag = $"{++_writes}" }));

        public Task<EventDelivery?> FindAsync(string tenantId, string id, CancellationToken cancellationToken)
            => Task.FromResult(Rows.GetValueOrDefault((tenantId, id)));

        public Task<EventDelivery?> TryUpdateAsync(EventDelivery delivery, CancellationToken cancellationToken)
        {
            var key = (delivery.TenantId, delivery.Id);
            var next = delivery with { ETag = $"{++_writes}" };
            var isWritten = Rows.TryGetValue(key, out var current) && current.ETag == delivery.ETag && Rows.TryUpdate(key, next, current);
            return Task.FromResult(isWritten ? next : null);
        }

        public Task<(IReadOnlyList<EventDelivery> Items, string? Continuation)> ListAsync(
            string tenantId, EventDeliveryState? state, string? continuation, int pageSize, CancellationToken cancellationToken)
            => throw new NotSupportedException();

        public Task<int> RemoveBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken)
            => Task.FromResult(Rows.Count(row => row.Value.CreatedAt < moment && Rows.TryRemove(row)));
    }
}
