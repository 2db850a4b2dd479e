namespace NotionSync.Events;

/// <summary>Asks for attempts at deliveries. A message that was sent comes at least once.</summary>
public interface IEventSender
{
    /// <param name="delay">How long the message stays hidden, less than 7 days.</param>
    Task SendAsync(EventMessage message, TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>Make an attempt.</summary>
/// <param name="Attempt">Counted from 1. A message whose attempt was begun by another is void.</param>
public sealed record EventMessage(string TenantId, string EventId, int Attempt);
