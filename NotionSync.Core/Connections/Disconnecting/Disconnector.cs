using Microsoft.Extensions.Logging;
using NotionSync.Events;

namespace NotionSync.Connections.Disconnecting;

/// <summary>
/// Ends connections. From one conditional write on nothing finds the connection, so nothing in flight writes any more; what
/// it leaves behind is cleared away at once where that goes quickly, and by messages until nothing is left.
/// </summary>
public sealed partial class Disconnector(
    IConnectionStore connections,
    ConnectionRemains remains,
    DisconnectedDocuments documents,
    IDisconnectSender sender,
    EventPublisher events,
    TimeProvider clock,
    ILogger<Disconnector> logger)
{
    /// <summary>After some three hours of tries; then the timer takes over.</summary>
    private const int MaxAttempts = 12;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Longer than a worker may run that found the connection alive (functionTimeout in host.json).</summary>
    private static readonly TimeSpan UntilSecondLook = TimeSpan.FromMinutes(12);

    private static readonly TimeSpan ResumedAfter = TimeSpan.FromMinutes(30);

    /// <summary>Ends a connection. Ending one that is not there is fine.</summary>
    /// <param name="removesDocuments">Its documents go too. Otherwise they stay, and say that they are disconnected.</param>
    public async Task EndAsync(string tenantId, string connectionId, bool removesDocuments, CancellationToken cancellationToken)
    {
        var ended = await MarkAsync(tenantId, connectionId, removesDocuments, cancellationToken);

        if (ended is not null || removesDocuments)
        {
            await sender.SendAsync(new(tenantId, connectionId, removesDocuments), TimeSpan.Zero, cancellationToken);
        }

        if (ended is not null)
        {
            Log.Ended(logger, tenantId, connectionId);

            // The message does it too; but who is told that it ended shall not find its secrets a moment later.
            await remains.TryClearAsync(ended, isLastTry: false, cancellationToken);
        }
    }

    /// <summary>
    /// Ends a connection and clears away what lies outside, at once and without messages: for a tenant that goes as a whole,
    /// documents and all.
    /// </summary>
    /// <returns><see langword="false"/>: Nango or Notion did not answer. It is ended all the same; another call goes on.</returns>
    public async Task<bool> TryEndAtOnceAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => await MarkAsync(tenantId, connectionId, removesDocuments: true, cancellationToken) is not { } ended
            || await remains.TryClearAsync(ended, isLastTry: false, cancellationToken);

    public async Task HandleAsync(DisconnectMessage message, CancellationToken cancellationToken)
    {
        var connection = await connections.FindAnyAsync(message.TenantId, message.ConnectionId, cancellationToken);

        if (connection is { EndedAt: null })
        {
            // Connected again under the same id: its documents are current again, one by one.
            return;
        }

        if (connection is not null)
        {
            await events.PublishAsync(AppEvent.Of(connection, EventTypes.ConnectionRemoved), cancellationToken);
        }

        var removes = message.RemovesDocuments || connection is { EndsWithDocuments: true };

        if (!message.AreDocumentsDone
            && await documents.ClearAsync(message.TenantId, message.ConnectionId, removes, message.Continuation, cancellationToken) is { } next)
        {
            await sender.SendAsync(message with { Continuation = next }, TimeSpan.Zero, cancellationToken);
            return;
        }

        if (connection is not null && !await remains.TryClearAsync(connection, message.Attempt >= MaxAttempts, cancellationToken))
        {
            await TryLaterAsync(message with { AreDocumentsDone = true }, connection, cancellationToken);
            return;
        }

        if (connection is not null)
        {
            if (!await connections.TryRemoveAsync(connection, cancellationToken))
            {
                // Not the one that was cleared away. Whether it has ended is seen anew.
                await sender.SendAsync(message, FirstPause, cancellationToken);
                return;
            }

            Log.Cleared(logger, message.TenantId, message.ConnectionId);
        }

        if (!message.IsSecondLook)
        {
            await sender.SendAsync(new(message.TenantId, message.ConnectionId, removes, IsSecondLook: true), UntilSecondLook, cancellationToken);
        }
    }

    /// <summary>For the timer: takes up an end whose messages were lost or gave up.</summary>
    public async Task ResumeAsync(Connection ended, CancellationToken cancellationToken)
    {
        if (ended.EndedAt < clock.GetUtcNow() - ResumedAfter)
        {
            Log.Resumed(logger, ended.TenantId, ended.Id);
            await sender.SendAsync(new(ended.TenantId, ended.Id, ended.EndsWithDocuments, Attempt: MaxAttempts), TimeSpan.Zero, cancellationToken);
        }
    }

    private async Task<Connection?> MarkAsync(string tenantId, string connectionId, bool removesDocuments, CancellationToken cancellationToken)
    {
        while (await connections.FindAnyAsync(tenantId, connectionId, cancellationToken) is { } current)
        {
            var ended = current with
            {
                EndedAt = current.EndedAt ?? clock.GetUtcNow(),
                Generation = current.EndedAt is null ? current.Generation + 1 : current.Generation,
                EndsWithDocuments = current.EndsWithDocuments || removesDocuments,
            };

            if (ended == current || await connections.TryUpdateAsync(ended, cancellationToken))
            {
                return ended;
            }
        }

        return null;
    }

    private async Task TryLaterAsync(DisconnectMessage message, Connection connection, CancellationToken cancellationToken)
    {
        if (message.Attempt >= MaxAttempts)
        {
            Log.NotCleared(logger, connection.TenantId, connection.Id);
            return;
        }

        var pause = FirstPause * (1 << message.Attempt);
        await sender.SendAsync(message with { Attempt = message.Attempt + 1 }, pause < LongestPause ? pause : LongestPause, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId} ended connection {ConnectionId}.")]
        public static partial void Ended(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(2, LogLevel.Information, "Nothing is left of connection {ConnectionId} of tenant {TenantId}.")]
        public static partial void Cleared(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(3, LogLevel.Warning, "The end of connection {ConnectionId} of tenant {TenantId} is taken up again.")]
        public static partial void Resumed(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(4, LogLevel.Error, "Connection {ConnectionId} of tenant {TenantId} was ended, but Nango or Notion could not be told in many tries.")]
        public static partial void NotCleared(ILogger logger, string tenantId, string connectionId);
    }
}
