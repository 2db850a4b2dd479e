namespace NotionSync.Connections.Incoming;

/// <summary>Remembers for some days which events came, so that one that comes again is not worked off again.</summary>
public interface IReceivedEvents
{
    Task<bool> IsKnownAsync(string eventId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <param name="at">The event's own time: it is asked for with the same.</param>
    Task RememberAsync(string eventId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets the days before a moment.</summary>
    Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
