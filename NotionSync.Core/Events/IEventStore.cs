namespace NotionSync.Events;

/// <summary>Keeps events and how their delivery goes, a tenant's newest first.</summary>
public interface IEventStore
{
    /// <returns><see langword="false"/>: the tenant has an event of this id.</returns>
    Task<bool> TryAddAsync(EventDelivery delivery, CancellationToken cancellationToken);

    Task<EventDelivery?> FindAsync(string tenantId, string id, CancellationToken cancellationToken);

    /// <returns>The new state; <see langword="null"/>: it changed since it was read.</returns>
    Task<EventDelivery?> TryUpdateAsync(EventDelivery delivery, CancellationToken cancellationToken);

    /// <param name="state">Only those in this state; <see langword="null"/>: all.</param>
    /// <param name="continuation">Where an earlier page ended.</param>
    Task<(IReadOnlyList<EventDelivery> Items, string? Continuation)> ListAsync(
        string tenantId, EventDeliveryState? state, string? continuation, int pageSize, CancellationToken cancellationToken);

    /// <summary>Removes what was made before a moment, of all tenants.</summary>
    /// <returns>How many.</returns>
    Task<int> RemoveBeforeAsync(DateTimeOffset moment, CancellationToken cancellationToken);
}
