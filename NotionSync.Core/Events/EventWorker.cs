using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace NotionSync.Events;

/// <summary>
/// Delivers events, each until the receiver takes it or the attempts are used up. A message may come twice or late: an
/// attempt is begun by a conditional write, so that two messages do not become two lines of attempts.
/// </summary>
public sealed partial class EventWorker(
    IEventStore store, IEventSender sender, EventTransport transport, IOptions<EventsOptions> options, TimeProvider clock, ILogger<EventWorker> logger)
{
    /// <summary>The receiver wants no events of this address any more.</summary>
    private const int Gone = 410;

    /// <summary>The pauses before the second, third, ... attempt, as Standard Webhooks suggests them ("Deliverability and reliability").</summary>
    public static readonly IReadOnlyList<TimeSpan> Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <param name="isRepeat">The message was delivered before: its attempt may have been begun, and not ended.</param>
    public async Task HandleAsync(EventMessage message, bool isRepeat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);

        if (await BeginAsync(message, isRepeat, cancellationToken) is not { } delivery)
        {
            return;
        }

        if (!options.Value.IsOn)
        {
            await EndAsync(delivery, new(null, "Events are turned off.", null), isOver: true, cancellationToken);
            return;
        }

        var answer = await transport.SendAsync(delivery, cancellationToken);
        var isOver = answer.Error is null || answer.Status == Gone || delivery.Attempts > Pauses.Count;

        if (!isOver)
        {
            // The message before the row: a crash in between costs an attempt too many, never one too few.
            var pause = Pause(delivery.Attempts, answer);
            await sender.SendAsync(new(delivery.TenantId, delivery.Id, delivery.Attempts + 1), pause, cancellationToken);
            delivery = delivery with { NextAttemptAt = clock.GetUtcNow() + pause };
        }

        await EndAsync(delivery, answer, isOver, cancellationToken);
    }

    /// <summary>For messages that were given up.</summary>
    public async Task GiveUpAsync(EventMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);

        if (await store.FindAsync(message.TenantId, message.EventId, cancellationToken) is { State: EventDeliveryState.Pending } delivery)
        {
            await EndAsync(delivery, new(null, "Something unexpected went wrong in several tries.", null), isOver: true, cancellationToken);
        }
    }

    /// <summary>Forgets what is older than the deployment keeps.</summary>
    public async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (options.Value.IsOn)
        {
            var count = await store.RemoveBeforeAsync(clock.GetUtcNow().AddDays(-options.Value.KeepDays), cancellationToken);
            Log.Cleaned(logger, count);
        }
    }

    private async Task<EventDelivery?> BeginAsync(EventMessage message, bool isRepeat, CancellationToken cancellationToken)
    {
        var delivery = await store.FindAsync(message.TenantId, message.EventId, cancellationToken);

        return delivery is not { State: EventDeliveryState.Pending } ? null
            : delivery.Attempts == message.Attempt - 1 ? await store.TryUpdateAsync(delivery with { Attempts = message.Attempt, LastAttemptAt = clock.GetUtcNow() }, cancellationToken)
            : isRepeat && delivery.Attempts == message.Attempt ? delivery
            : null;
    }

    private async Task EndAsync(EventDelivery delivery, EventAnswer answer, bool isOver, CancellationToken cancellationToken)
    {
        var ended = delivery with
        {
            State = answer.Error is null ? EventDeliveryState.Delivered : isOver ? EventDeliveryState.Dead : EventDeliveryState.Pending,
            LastStatus = answer.Status,
            LastError = answer.Error,
            NextAttemptAt = isOver ? null : delivery.NextAttemptAt,
        };

        if (await store.TryUpdateAsync(ended, cancellationToken) is not null && ended.State == EventDeliveryState.Dead)
        {
            Log.Died(logger, delivery.TenantId, delivery.Id, delivery.Type, delivery.Attempts, answer.Error);
        }
    }

    private static TimeSpan Pause(int attempts, EventAnswer answer)
    {
        var pause = Pauses[attempts - 1];
        return answer.RetryAfter is { } wanted && wanted > pause ? TimeSpan.FromTicks(Math.Min(wanted.Ticks, Pauses[^1].Ticks)) : pause;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Event {EventId} ({Type}) of tenant {TenantId} could not be delivered in {Attempts} attempts: {Error}")]
        public static partial void Died(ILogger logger, string tenantId, string eventId, string type, int attempts, string? error);

        [LoggerMessage(2, LogLevel.Information, "Forgot {Count} old events.")]
        public static partial void Cleaned(ILogger logger, int count);
    }
}
