namespace NotionSync.Connections.Disconnecting;

/// <summary>Clear away what is left of a connection that was ended.</summary>
/// <param name="RemovesDocuments">Its documents go; otherwise they stay and say that they are disconnected.</param>
/// <param name="Continuation">Where in the library to go on; null: from its start.</param>
/// <param name="AreDocumentsDone">Only what lies outside is left to do.</param>
/// <param name="Attempt">How often a service outside did not answer.</param>
/// <param name="IsSecondLook">All was cleared; this finds what a worker wrote that was just about to.</param>
public sealed record DisconnectMessage(
    string TenantId,
    string ConnectionId,
    bool RemovesDocuments,
    string? Continuation = null,
    bool AreDocumentsDone = false,
    int Attempt = 0,
    bool IsSecondLook = false);

/// <summary>Asks for the clearing away of connections.</summary>
public interface IDisconnectSender
{
    Task SendAsync(DisconnectMessage message, TimeSpan delay, CancellationToken cancellationToken);
}
