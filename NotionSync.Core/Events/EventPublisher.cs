using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace NotionSync.Events;

/// <summary>
/// Makes events, where the deployment wants them; otherwise it does nothing. Safe to repeat: what happened once is kept
/// once, and a repetition makes up for what a crash left out. So call it after the write that it tells of, from work that
/// is repeated until it is done.
/// </summary>
public sealed class EventPublisher(IEventStore store, IEventSender sender, IOptions<EventsOptions> options, TimeProvider clock)
{
    /// <summary>What fits in a column of the store, and well below the 64 KiB that receivers take.</summary>
    private const int MaxBody = 31 * 1024;

    public async Task PublishAsync(AppEvent happened, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(happened);

        if (!options.Value.IsOn)
        {
            return;
        }

        var now = clock.GetUtcNow();
        var body = JsonSerializer.Serialize(new(happened.Type, now, happened.TenantId, happened.Data), EventJson.Default.EventBody);

        if (Encoding.UTF8.GetByteCount(body) > MaxBody)
        {
            throw new InvalidOperationException($"An event of type {happened.Type} is larger than {MaxBody} bytes.");
        }

        var delivery = new EventDelivery
        {
            TenantId = happened.TenantId,
            Id = happened.Id,
            Type = happened.Type,
            CreatedAt = now,
            State = EventDeliveryState.Pending,
            Body = body,
        };

        // Known and not begun: its message may have been lost in a crash. A second one does no harm.
        if (await store.TryAddAsync(delivery, cancellationToken)
            || await store.FindAsync(happened.TenantId, happened.Id, cancellationToken) is { State: EventDeliveryState.Pending, Attempts: 0 })
        {
            await sender.SendAsync(new(happened.TenantId, happened.Id, Attempt: 1), TimeSpan.Zero, cancellationToken);
        }
    }
}
