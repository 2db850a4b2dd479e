using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NotionSync.Connections.Incoming;

namespace NotionSync.Connections.Nango;

/// <summary>
/// Compares Nango's list with ours: Nango tries its webhooks for about a second, so some are lost. What differs is looked
/// at by messages, one connection each. Takes up connections, too, whose beginning or end was cut off.
/// </summary>
public sealed partial class NangoReconciler(
    IConnectionStore connections,
    NangoClient nango,
    IOptions<NangoOptions> options,
    IConnectionEventSender sender,
    ConnectionStart start,
    Disconnecting.Disconnector disconnector,
    ILogger<NangoReconciler> logger)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, Connection>(StringComparer.Ordinal);

        await foreach (var connection in connections.ListAllAsync(cancellationToken))
        {
            if (connection.EndedAt is not null)
            {
                await disconnector.ResumeAsync(connection, cancellationToken);
            }
            else
            {
                await start.BeginAsync(connection, cancellationToken);
            }

            if (connection.BrokerId is { } brokerId)
            {
                known[brokerId] = connection;
            }
        }

        if (options.Value.IsOn)
        {
            await CompareAsync(known, cancellationToken);
        }
    }

    private async Task CompareAsync(Dictionary<string, Connection> known, CancellationToken cancellationToken)
    {
        var asked = 0;

        foreach (var found in await nango.ListAsync(cancellationToken))
        {
            known.Remove(found.Id, out var ours);

            if (found.TenantId is { Length: > 0 } tenantId && Differs(ours, found))
            {
                await sender.SendAsync(new(ConnectionEventKind.Nango, tenantId, found.Id, null), cancellationToken);
                asked++;
            }
        }

        // What is left, Nango did not list. One look at each: the list may have been read while one was being made.
        foreach (var lost in known.Values.Where(connection => connection is { EndedAt: null, Status: ConnectionStatus.Active }))
        {
            await sender.SendAsync(new(ConnectionEventKind.Nango, lost.TenantId, lost.BrokerId!, null), cancellationToken);
            asked++;
        }

        Log.Compared(logger, asked);
    }

    // One that Notion blocks is left alone until an admin checks it.
    private static bool Differs(Connection? ours, NangoConnection found)
        => ours is null
            || (ours is { EndedAt: null, Status: not ConnectionStatus.Blocked }
                && (found.HasErrors == (ours.Status == ConnectionStatus.Active)
                    || (found.Workspace.Id is { } workspace && ours.Workspace.Id is { } before && workspace != before)));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Compared with Nango: {Count} connections differ and are looked at.")]
        public static partial void Compared(ILogger logger, int count);
    }
}
