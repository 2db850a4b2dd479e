using Microsoft.Extensions.Options;
using NotionSync.Connections;

namespace NotionSync.Syncing;

/// <summary>Whether, and how often, the connections of tenants are synced by themselves.</summary>
public sealed class SyncSettings(ISyncStore store, IConnectionStore connections, SyncSchedule schedule, IOptions<SyncOptions> options, TimeProvider clock)
{
    /// <summary>The most tenants of one call.</summary>
    public const int MaxTenants = 100;

    /// <summary>How a bulk call names what is synced from here.</summary>
    public const string Source = "NOTION";

    /// <summary>How a bulk call names every source.</summary>
    public const string AllSources = "ALL";

    private const int AtOnce = 8;

    /// <summary>What a new connection of the tenant begins with.</summary>
    public async Task<AutoSync> ForNewConnectionAsync(string tenantId, CancellationToken cancellationToken)
        => await store.FindSettingsAsync(tenantId, cancellationToken) ?? new(Enabled: true, options.Value.DefaultIntervalHours);

    /// <summary>Sets it for tenants and all connections that they have, now and later. Repeating it changes nothing.</summary>
    /// <param name="sources">Names of sources that sync by themselves from now on; every other does not.</param>
    /// <param name="intervalHours"><see langword="null"/>: as it is.</param>
    /// <exception cref="ProblemException"><c>no_tenants</c>, <c>too_many_tenants</c>, <c>invalid_tenant</c>, <c>invalid_source</c>, <c>invalid_interval</c>; then nothing was set.</exception>
    public async Task SetAsync(IReadOnlyList<string> tenantIds, IReadOnlyList<string> sources, int? intervalHours, CancellationToken cancellationToken)
    {
        Validate(tenantIds, sources, intervalHours);

        var isEnabled = sources.Count > 0;
        var all = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

        await Parallel.ForEachAsync(tenantIds.Distinct(), all, async (tenantId, stopping) => await SetAsync(tenantId, isEnabled, intervalHours, stopping));
    }

    private async Task SetAsync(string tenantId, bool isEnabled, int? intervalHours, CancellationToken cancellationToken)
    {
        var before = await ForNewConnectionAsync(tenantId, cancellationToken);

        // For connections to come first: one that is made meanwhile has it already.
        await store.SetSettingsAsync(tenantId, new(isEnabled, intervalHours ?? before.IntervalHours), cancellationToken);

        foreach (var connection in await connections.ListAsync(tenantId, cancellationToken))
        {
            await SetAsync(connection, isEnabled, intervalHours, cancellationToken);
        }
    }

    private async Task SetAsync(Connection connection, bool isEnabled, int? intervalHours, CancellationToken cancellationToken)
    {
        for (var current = connection; current is not null;)
        {
            var settings = new AutoSync(isEnabled, intervalHours ?? current.AutoSync.IntervalHours);
            var due = isEnabled && current.Status == ConnectionStatus.Active
                ? SyncPhase.Next(current.TenantId, current.Id, TimeSpan.FromHours(settings.IntervalHours), clock.GetUtcNow())
                : (DateTimeOffset?)null;

            // In the timetable first, and out of it last: what a crash leaves there is looked at and dropped, what it
            // leaves out would never be.
            if (due is { } dueAt)
            {
                await schedule.SetDueAsync(current.TenantId, current.Id, dueAt, cancellationToken);
            }

            if (await connections.TryUpdateAsync(current with { AutoSync = settings, NextSyncAt = due }, cancellationToken))
            {
                if (due is null)
                {
                    await schedule.RemoveAsync(current.TenantId, current.Id, cancellationToken);
                }

                return;
            }

            current = await connections.FindAsync(connection.TenantId, connection.Id, cancellationToken);
        }
    }

    private static void Validate(IReadOnlyList<string> tenantIds, IReadOnlyList<string> sources, int? intervalHours)
    {
        if (tenantIds.Count == 0)
        {
            throw new ProblemException(ProblemKind.Invalid, "no_tenants", "Name at least one tenant.");
        }

        if (tenantIds.Count > MaxTenants)
        {
            throw new ProblemException(ProblemKind.Invalid, "too_many_tenants", $"Name at most {MaxTenants} tenants in one call.");
        }

        if (tenantIds.Any(tenant => string.IsNullOrEmpty(tenant) || tenant.Length > 128 || tenant.Any(char.IsControl)))
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_tenant", "A tenant's id has 1 to 128 characters.");
        }

        if (sources.FirstOrDefault(source => source is not (Source or AllSources)) is { } unknown)
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_source", $"There is no source '{unknown}': name {Source}, or none.");
        }

        if (intervalHours is { } hours && !SyncOptions.AllowedIntervalHours.Contains(hours))
        {
            throw new ProblemException(ProblemKind.Invalid, "invalid_interval", $"An interval is one of {string.Join(", ", SyncOptions.AllowedIntervalHours)} hours.");
        }
    }
}
