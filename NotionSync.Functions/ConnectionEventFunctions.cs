using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NotionSync.Connections;
using NotionSync.Connections.Disconnecting;
using NotionSync.Connections.Incoming;
using NotionSync.Storage;
using NotionSync.Telemetry;

namespace NotionSync;

/// <summary>
/// Works off what webhooks told, and clears away connections that were ended. What is given up here is found again by the
/// timer.
/// </summary>
public sealed partial class ConnectionEventFunctions(
    ConnectionEventWorker worker,
    Disconnector disconnector,
    ConnectionUpkeep upkeep,
    ILogger<ConnectionEventFunctions> logger)
{
    [Function("HandleConnectionEvent")]
    public Task HandleAsync([QueueTrigger(StorageNames.ConnectionEventQueue)] string message, CancellationToken cancellationToken)
        => MessageTrace.RunAsync(
            StorageNames.ConnectionEventQueue, message, () => worker.HandleAsync(MessageReader.Read(message, ConnectionJson.Default.ConnectionEvent), cancellationToken));

    [Function("GiveUpConnectionEvent")]
    public Task GiveUpEventAsync([QueueTrigger(StorageNames.ConnectionEventPoisonQueue)] string message)
        => GiveUpAsync(StorageNames.ConnectionEventPoisonQueue, message);

    [Function("ClearConnection")]
    public Task ClearAsync([QueueTrigger(StorageNames.ConnectionEndQueue)] string message, CancellationToken cancellationToken)
        => MessageTrace.RunAsync(
            StorageNames.ConnectionEndQueue, message, () => disconnector.HandleAsync(MessageReader.Read(message, ConnectionJson.Default.DisconnectMessage), cancellationToken));

    [Function("GiveUpConnectionEnd")]
    public Task GiveUpEndAsync([QueueTrigger(StorageNames.ConnectionEndPoisonQueue)] string message)
        => GiveUpAsync(StorageNames.ConnectionEndPoisonQueue, message);

    [Function("ReconcileConnections")]
    public Task ReconcileAsync([TimerTrigger("%Connections:ReconcileSchedule%")] TimerInfo timer, CancellationToken cancellationToken)
        => upkeep.RunAsync(cancellationToken);

    private Task GiveUpAsync(string queue, string message)
        => MessageTrace.RunAsync(queue, message, () =>
        {
            Log.GivenUp(logger, queue, message.Length);
            return Task.CompletedTask;
        });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A message of the queue {Queue} ({Length} characters) could not be worked off. The timer looks at its connection again.")]
        public static partial void GivenUp(ILogger logger, string queue, int length);
    }
}
