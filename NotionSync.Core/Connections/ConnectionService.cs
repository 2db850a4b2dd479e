using Microsoft.Extensions.Logging;
using NotionSync.Connections.OAuth;
using NotionSync.Events;
using NotionSync.Notion;
using NotionSync.Syncing;
using NotionSync.Telemetry;

namespace NotionSync.Connections;

/// <summary>The connections of tenants: which there are, whether they work, and how they are set.</summary>
public sealed partial class ConnectionService(
    IConnectionStore connections,
    ConnectionClients clients,
    TokenRenewal renewal,
    SyncSchedule schedule,
    EventPublisher events,
    TimeProvider clock,
    ILogger<ConnectionService> logger)
{
    private const int MaxNameLength = 200;

    public Task<Connection?> FindAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => connections.FindAsync(tenantId, connectionId, cancellationToken);

    public Task<IReadOnlyList<Connection>> ListAsync(string tenantId, CancellationToken cancellationToken)
        => connections.ListAsync(tenantId, cancellationToken);

    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<Connection> GetAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
        => await connections.FindAsync(tenantId, connectionId, cancellationToken) ?? throw NotFound();

    /// <summary>A client that speaks for the connection.</summary>
    /// <exception cref="NotionException"><see cref="NotionError.Unauthorized"/>: its secret is gone. <see cref="NotionError.Blocked"/>.</exception>
    public Task<NotionClient> OpenAsync(Connection connection, CancellationToken cancellationToken)
        => clients.OpenAsync(connection, cancellationToken);

    /// <summary>Asks Notion now whether the connection works, and keeps what it says.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>.</exception>
    public async Task<ConnectionCheck> CheckAsync(string tenantId, string connectionId, CancellationToken cancellationToken)
    {
        var connection = await GetAsync(tenantId, connectionId, cancellationToken);

        try
        {
            await renewal.EnsureActiveAsync(connection, cancellationToken);

            // Also one that Notion blocks: this is how somebody finds out that it does not any more.
            await (await OpenAsync(connection with { Status = ConnectionStatus.Active }, cancellationToken)).GetMeAsync(cancellationToken);
        }
        catch (NotionException exception) when (exception.Error == NotionError.Unauthorized)
        {
            await MarkNeedsReauthorizationAsync(connection, cancellationToken);
            return new(ConnectionStatus.NeedsReauthorization, clock.GetUtcNow(), "Notion no longer accepts the connection. Connect it again.");
        }
        catch (NotionException exception) when (exception.Error == NotionError.Blocked)
        {
            await MarkBlockedAsync(connection, cancellationToken);
            return new(ConnectionStatus.Blocked, clock.GetUtcNow(), "Notion blocks the connection's requests. Its support can tell why.");
        }
        catch (NotionException exception)
        {
            return new(connection.Status, clock.GetUtcNow(), $"Notion could not be asked ({exception.Message}).");
        }

        await SetStatusAsync(connection, ConnectionStatus.Active, cancellationToken);
        return new(ConnectionStatus.Active, clock.GetUtcNow(), null);
    }

    /// <summary>Changes what an admin may set. Null leaves a thing as it is; an empty name removes the name.</summary>
    /// <exception cref="ProblemException"><c>not_found</c>, <c>invalid_request</c>.</exception>
    public async Task<Connection> ChangeAsync(
        string tenantId, string connectionId, string? name, bool? autoSync, int? intervalHours, CancellationToken cancellationToken)
    {
        name = CheckName(name);

        if (intervalHours is { } hours && !SyncOptions.AllowedIntervalHours.Contains(hours))
        {
            throw Invalid($"intervalHours must be one of {string.Join(", ", SyncOptions.AllowedIntervalHours)}.");
        }

        var changed = await connections.ChangeAsync(
            tenantId,
            connectionId,
            current =>
            {
                var next = current with
                {
                    Name = name is null ? current.Name : name.Length > 0 ? name : null,
                    AutoSync = new(autoSync ?? current.AutoSync.Enabled, intervalHours ?? current.AutoSync.IntervalHours),
                };

                return autoSync is null && intervalHours is null ? next : Due(next);
            },
            cancellationToken) ?? throw NotFound();

        if (autoSync is not null || intervalHours is not null)
        {
            await RescheduleAsync(changed, cancellationToken);
        }

        return changed;
    }

    public Task MarkNeedsReauthorizationAsync(Connection connection, CancellationToken cancellationToken)
        => SetStatusAsync(connection, ConnectionStatus.NeedsReauthorization, cancellationToken);

    /// <summary>Notion asked not to be called again: nothing of the connection is, until somebody checks it.</summary>
    public Task MarkBlockedAsync(Connection connection, CancellationToken cancellationToken)
        => SetStatusAsync(connection, ConnectionStatus.Blocked, cancellationToken);

    /// <exception cref="ProblemException"><c>invalid_request</c>.</exception>
    internal static string? CheckName(string? name)
        => name?.Trim() is not { } given ? null
            : given.Length <= MaxNameLength && !given.Any(char.IsControl) ? given
            : throw Invalid($"A name has at most {MaxNameLength} characters, and no control characters.");

    /// <summary>Due now, where it is synced at all: the next sync then finds its own moment within the interval.</summary>
    private Connection Due(Connection connection)
        => connection with { NextSyncAt = connection is { AutoSync.Enabled: true, Status: ConnectionStatus.Active } ? clock.GetUtcNow() : null };

    private Task RescheduleAsync(Connection connection, CancellationToken cancellationToken)
        => connection.NextSyncAt is { } dueAt
            ? schedule.SetDueAsync(connection.TenantId, connection.Id, dueAt, cancellationToken)
            : schedule.RemoveAsync(connection.TenantId, connection.Id, cancellationToken);

    /// <summary>Safe to repeat: what follows from the status is made up for where a fault left it out.</summary>
    private async Task SetStatusAsync(Connection connection, ConnectionStatus status, CancellationToken cancellationToken)
    {
        var isChanged = false;

        if (status == ConnectionStatus.Active && connection.Status != status)
        {
            // Before it is active: a fault then leaves an entry for nothing, never a connection that nobody syncs.
            await RescheduleAsync(Due(connection with { Status = status }), cancellationToken);
        }

        var now = await connections.ChangeAsync(
            connection.TenantId,
            connection.Id,
            current =>
            {
                isChanged = current.Status != status && current.Generation == connection.Generation;
                return isChanged ? Due(current with { Status = status, StatusSince = clock.GetUtcNow() }) : null;
            },
            cancellationToken);

        if (now is null || now.Status != status || now.Generation != connection.Generation)
        {
            return;
        }

        if (isChanged)
        {
            Log.StatusChanged(logger, connection.TenantId, connection.Id, status);

            if (status == ConnectionStatus.NeedsReauthorization)
            {
                AppMetrics.NeedsReauthorization(connection.Provider.ToString(), clock.GetUtcNow() - connection.CreatedAt);
            }
        }

        if (isChanged || status != ConnectionStatus.Active)
        {
            await RescheduleAsync(now, cancellationToken);
        }

        if (status == ConnectionStatus.NeedsReauthorization)
        {
            await events.PublishAsync(AppEvent.Of(now, EventTypes.ConnectionNeedsReauthorization, now.StatusSince), cancellationToken);
        }
    }

    private static ProblemException NotFound() => ProblemException.NotFound("This tenant has no such connection.");

    private static ProblemException Invalid(string detail) => new(ProblemKind.Invalid, "invalid_request", detail);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Connection {ConnectionId} of tenant {TenantId} is now {Status}.")]
        public static partial void StatusChanged(ILogger logger, string tenantId, string connectionId, ConnectionStatus status);
    }
}

/// <param name="Detail">What is wrong, in a sentence; null where nothing is.</param>
public sealed record ConnectionCheck(ConnectionStatus Status, DateTimeOffset CheckedAt, string? Detail);
