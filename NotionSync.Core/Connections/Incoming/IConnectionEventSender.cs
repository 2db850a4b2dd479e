namespace NotionSync.Connections.Incoming;

/// <summary>Puts off to a worker what a webhook told: a webhook is answered within a second.</summary>
public interface IConnectionEventSender
{
    Task SendAsync(ConnectionEvent told, CancellationToken cancellationToken);
}
