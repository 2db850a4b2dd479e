namespace NotionSync.Events;

/// <summary>Shows how the delivery of a tenant's events goes, and sends some again.</summary>
public sealed class EventDeliveries(IEventStore store, IEventSender sender)
{
    private const string ListName = "events";

    /// <summary>The tenant's events, the newest first.</summary>
    /// <exception cref="ProblemException"><c>invalid_cursor</c></exception>
    public async Task<(IReadOnlyList<EventDelivery> Items, string? NextCursor)> ListAsync(
        string tenantId, EventDeliveryState? state, string? cursor, int pageSize, CancellationToken cancellationToken)
    {
        var scope = $"{tenantId} {state}";
        var (items, continuation) = await store.ListAsync(tenantId, state, Cursor.Decode(ListName, scope, cursor), pageSize, cancellationToken);
        return (items, continuation is null ? null : Cursor.Encode(ListName, scope, continuation));
    }

    /// <summary>Sends an event again, whatever became of it, under the id that it has.</summary>
    /// <exception cref="ProblemException"><c>not_found</c></exception>
    public async Task<EventDelivery> ResendAsync(string tenantId, string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var delivery = await store.FindAsync(tenantId, id, cancellationToken)
                ?? throw ProblemException.NotFound("This tenant has no such event.");
            var again = delivery with { State = EventDeliveryState.Pending, Attempts = 0, NextAttemptAt = null };

            if (await store.TryUpdateAsync(again, cancellationToken) is { } pending)
            {
                await sender.SendAsync(new(tenantId, id, Attempt: 1), TimeSpan.Zero, cancellationToken);
                return pending;
            }
        }
    }
}
