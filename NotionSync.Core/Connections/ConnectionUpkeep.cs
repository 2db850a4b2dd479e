using NotionSync.Connections.Incoming;
using NotionSync.Connections.Nango;
using NotionSync.Connections.OAuth;

namespace NotionSync.Connections;

/// <summary>What the timer does for connections: compares them with the broker's, and clears away what ran out.</summary>
public sealed class ConnectionUpkeep(NangoReconciler reconciler, IOAuthStateStore states, IReceivedEvents received, TimeProvider clock)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        await states.RemoveExpiredAsync(now, cancellationToken);
        await received.ForgetAsync(now - WebhookReceiver.OldestEvent, cancellationToken);
        await reconciler.RunAsync(cancellationToken);
    }
}
