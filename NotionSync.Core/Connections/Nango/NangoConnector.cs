using Microsoft.Extensions.Logging;
using NotionSync.Notion;
using NotionSync.Syncing;

namespace NotionSync.Connections.Nango;

/// <summary>
/// Connects through the broker. Whoever reports that something happened there (a webhook, the front end, the timer) is not
/// believed: Nango is asked, and Notion through it, and what they say is kept. So any report may come twice, late or never.
/// </summary>
public sealed partial class NangoConnector(
    IConnectionStore connections,
    NangoClient nango,
    ConnectionClients clients,
    ConnectionService service,
    ConnectionStart start,
    SyncSettings syncing,
    TimeProvider clock,
    ILogger<NangoConnector> logger)
{
    /// <param name="connectionId">The connection to authorise anew; null for a new one.</param>
    /// <exception cref="ProblemException"><c>nango_is_off</c>, <c>not_found</c>, <c>other_provider</c>, and those of <see cref="NangoClient"/>.</exception>
    public async Task<NangoSession> StartAsync(string tenantId, string userId, string? connectionId, CancellationToken cancellationToken)
    {
        if (connectionId is null)
        {
            return await nango.CreateSessionAsync(tenantId, userId, cancellationToken);
        }

        var connection = await service.GetAsync(tenantId, connectionId, cancellationToken);

        if (connection is not { Provider: ConnectionProvider.Nango, BrokerId: { } brokerId })
        {
            throw new ProblemException(ProblemKind.Conflict, "other_provider", "This connection was not made by Nango.");
        }

        try
        {
            return await nango.CreateReconnectSessionAsync(brokerId, tenantId, userId, cancellationToken);
        }
        catch (NangoRefusalException refusal) when (refusal.Status is 400 or 404)
        {
            // It does not say which part of the request it means; a connection that was deleted there is the likely one.
            if (await nango.FindAsync(brokerId, cancellationToken) is not null)
            {
                throw;
            }

            await service.MarkNeedsReauthorizationAsync(connection, cancellationToken);
            throw new ProblemException(
                ProblemKind.Conflict, "gone_at_broker", "Nango does not have this connection any more. Disconnect it, and connect the workspace again.", innerException: refusal);
        }
    }

    /// <summary>For a front end that knows from Nango's component that a user is done, before the webhook comes.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>: Nango has no such connection of this tenant; <c>invalid_token</c>: Notion does not accept it.</exception>
    public async Task<Connection> CompleteAsync(string tenantId, string brokerId, CancellationToken cancellationToken)
        => await nango.FindAsync(brokerId, cancellationToken) is { } found && found.TenantId == tenantId
            ? await SaveAsync(tenantId, found, cancellationToken)
                ?? throw new ProblemException(ProblemKind.Unprocessable, "invalid_token", "Notion does not accept this connection. Authorise it again.")
            : throw ProblemException.NotFound("Nango has no such connection of this tenant.");

    /// <summary>Brings what we know of a connection at Nango up to date: new, changed, broken, mended or gone.</summary>
    /// <param name="tenantId">Whose it is as far as we know, for one that Nango may not have any more.</param>
    public async Task LookAsync(string brokerId, string? tenantId, CancellationToken cancellationToken)
    {
        if (await nango.FindAsync(brokerId, cancellationToken) is not { } found)
        {
            if (tenantId is not null && await connections.FindByBrokerAsync(tenantId, brokerId, cancellationToken) is { EndedAt: null } lost)
            {
                Log.GoneAtNango(logger, tenantId, lost.Id);
                await service.MarkNeedsReauthorizationAsync(lost, cancellationToken);
            }

            return;
        }

        // Without our tag it was not made by one of our sessions.
        if (found.TenantId is { Length: > 0 } owner)
        {
            await SaveAsync(owner, found, cancellationToken);
        }
    }

    /// <returns>The connection; null where it was ended, or where it is new and does not work.</returns>
    private async Task<Connection?> SaveAsync(string tenantId, NangoConnection found, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await connections.FindByBrokerAsync(tenantId, found.Id, cancellationToken))
            {
                case { EndedAt: not null }:
                    return null;

                case { } known:
                    return await RefreshAsync(known, found, cancellationToken);

                case null:
                    if (await TryAddAsync(tenantId, found, cancellationToken) is var (isSettled, added) && isSettled)
                    {
                        return added;
                    }

                    break;
            }
        }
    }

    private async Task<(bool IsSettled, Connection? Added)> TryAddAsync(string tenantId, NangoConnection found, CancellationToken cancellationToken)
    {
        var autoSync = await syncing.ForNewConnectionAsync(tenantId, cancellationToken);
        var connection = NewConnection.Create(tenantId, ConnectionProvider.Nango, found.Workspace, found.UserId, autoSync, clock.GetUtcNow()) with { BrokerId = found.Id };

        if (await AskAsync(connection, clients.AskWhoseAsync(connection, cancellationToken)) is not { } said)
        {
            Log.NotAccepted(logger, tenantId);
            return (true, null);
        }

        connection = connection with { Workspace = said.Workspace, NotionOwner = said.Owner };

        for (var number = 0; ; number++)
        {
            connection = connection with { Id = NewConnection.IdFor(connection, number) };

            if (await connections.TryAddAsync(connection, cancellationToken))
            {
                await clients.CountQuestionAsync(connection.Id, cancellationToken);
                Log.Connected(logger, tenantId, connection.Id);
                await start.BeginAsync(connection, cancellationToken);
                return (true, connection);
            }

            if (await connections.FindAnyAsync(tenantId, connection.Id, cancellationToken) is not { } taken || taken.BrokerId == found.Id)
            {
                // Somebody else adds it, or the one that had this id has just been cleared away.
                return (false, null);
            }
        }
    }

    private async Task<Connection?> RefreshAsync(Connection known, NangoConnection found, CancellationToken cancellationToken)
    {
        if (known.Status == ConnectionStatus.Blocked)
        {
            // A new token is no leave of Notion's: an admin checks the connection.
            return known;
        }

        var asked = known with { Workspace = found.Workspace };

        if (await AskAsync(asked, AskAgainAsync(asked, cancellationToken)) is not var (workspace, owner))
        {
            await service.MarkNeedsReauthorizationAsync(known, cancellationToken);
            return known with { Status = ConnectionStatus.NeedsReauthorization };
        }

        var isAnew = false;
        var now = await connections.ChangeAsync(
            known.TenantId,
            known.Id,
            current =>
            {
                isAnew = current.Status != ConnectionStatus.Active || current.Workspace.Id != workspace.Id;
                return isAnew ? Renewed(current, workspace, owner) : null;
            },
            cancellationToken);

        if (now is not null && isAnew)
        {
            Log.Connected(logger, now.TenantId, now.Id);
            await start.BeginAsync(now, cancellationToken);
        }

        return now;
    }

    private static Connection Renewed(Connection connection, Workspace workspace, string owner)
        => connection with
        {
            Status = ConnectionStatus.Active,
            Workspace = workspace,
            NotionOwner = owner,
            Generation = connection.Generation + 1,
            Begins = ConnectionBeginning.Again,
        };

    private async Task<NotionUser> AskAgainAsync(Connection connection, CancellationToken cancellationToken)
        => await (await clients.OpenAsync(connection, cancellationToken)).GetMeAsync(cancellationToken);

    /// <returns>The workspace as Notion names it, and who authorised the connection; null where Notion does not accept its token.</returns>
    private static async Task<(Workspace Workspace, string Owner)?> AskAsync(Connection connection, Task<NotionUser> question)
    {
        try
        {
            var me = await question;
            return (
                new(connection.Workspace.Id ?? me.WorkspaceId, me.WorkspaceName ?? connection.Workspace.Name, connection.Workspace.Icon),
                me.OwnerId is { } user ? $"user:{user}" : $"bot:{me.Id}");
        }
        catch (NotionException exception) when (exception.Error == NotionError.Unauthorized)
        {
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId} connected {ConnectionId} by Nango.")]
        public static partial void Connected(ILogger logger, string tenantId, string connectionId);

        [LoggerMessage(2, LogLevel.Warning, "Nango reports a connection of tenant {TenantId} that Notion does not accept.")]
        public static partial void NotAccepted(ILogger logger, string tenantId);

        [LoggerMessage(3, LogLevel.Warning, "Nango does not know connection {ConnectionId} of tenant {TenantId} any more.")]
        public static partial void GoneAtNango(ILogger logger, string tenantId, string connectionId);
    }
}
