using Microsoft.Extensions.Logging;
using NotionSync.Connections.Disconnecting;
using NotionSync.Connections.OAuth;
using NotionSync.Publishing;

namespace NotionSync.Tenants;

/// <summary>Taking a tenant out: as a copy, or for good.</summary>
public sealed partial class TenantService(
    ITenantStore store, TenantArchive archive, Disconnector disconnector, NotionApps apps, SigningKeys signing, TimeProvider time, ILogger<TenantService> logger)
{
    /// <summary>How long one call removes: less than the 230 seconds after which Azure's front end gives up on an answer.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(100);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    public async Task ExportAsync(string tenantId, Stream target, CancellationToken cancellationToken)
    {
        await archive.WriteAsync(tenantId, target, cancellationToken);
        Log.Exported(logger, tenantId);
    }

    /// <param name="goesOn">Goes on with an import that was cut off or came in parts: what is there already stays.</param>
    /// <exception cref="ProblemException"><c>tenant_not_empty</c>, <c>invalid_archive</c>.</exception>
    public async Task<TenantImport> ImportAsync(string tenantId, Stream source, bool goesOn, CancellationToken cancellationToken)
    {
        if (!goesOn && !await store.IsEmptyAsync(tenantId, cancellationToken))
        {
            throw new ProblemException(ProblemKind.Conflict, "tenant_not_empty", "The tenant has something here already. Delete it first, or say resume=true.");
        }

        var imported = await archive.ReadAsync(tenantId, source, cancellationToken);
        Log.Imported(logger, tenantId, imported.Rows, imported.Blobs);
        return imported;
    }

    /// <summary>
    /// Ends the tenant's connections and removes all of it. Work that is under way finds no connection and writes nothing; what
    /// it wrote at the last moment is found by another look.
    /// </summary>
    /// <returns><see langword="false"/>: the time did not suffice; another call goes on.</returns>
    /// <exception cref="ProblemException"><c>broker_unavailable</c>: Nango or Notion could not be told; nothing is removed yet.</exception>
    public async Task<bool> DeleteAsync(string tenantId, CancellationToken cancellationToken)
    {
        using var budget = new CancellationTokenSource(Budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, budget.Token);

        try
        {
            // Before the connections are gone: their ids lead to what lies outside of the tenant's partitions.
            var traces = await store.FindTracesAsync(tenantId, either.Token);

            foreach (var connection in traces.Connections)
            {
                if (!await disconnector.TryEndAtOnceAsync(tenantId, connection, either.Token))
                {
                    throw new ProblemException(
                        ProblemKind.Unavailable, "broker_unavailable", "Nango or Notion does not answer and still has a token. Try again.", RetryAfter);
                }
            }

            await apps.RemoveOwnAsync(tenantId, either.Token);

            do
            {
                // Its record is the only thing that names this secret.
                await signing.RemoveAsync(tenantId, either.Token);
            }
            while (await store.RemoveAsync(tenantId, traces, either.Token) > 0);

            Log.Deleted(logger, tenantId);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Tenant {TenantId} was exported.")]
        public static partial void Exported(ILogger logger, string tenantId);

        [LoggerMessage(2, LogLevel.Information, "Tenant {TenantId} was imported: {Rows} rows, {Blobs} blobs.")]
        public static partial void Imported(ILogger logger, string tenantId, int rows, int blobs);

        [LoggerMessage(3, LogLevel.Warning, "Tenant {TenantId} was deleted.")]
        public static partial void Deleted(ILogger logger, string tenantId);
    }
}
