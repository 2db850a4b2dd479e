namespace NotionSync.Syncing;

/// <summary>Asks for syncs. A message that was sent comes at least once.</summary>
public interface ISyncSender
{
    /// <param name="delay">How long the message stays hidden, at most 7 days.</param>
    Task SendAsync(ConnectionSyncMessage message, TimeSpan delay, CancellationToken cancellationToken);
}
