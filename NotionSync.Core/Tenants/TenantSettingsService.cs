using NotionSync.Auditing;
using NotionSync.Records;

namespace NotionSync.Tenants;

/// <summary>Reads and changes what a tenant decided. Read anew each time: a decision holds from the next request on.</summary>
public sealed class TenantSettingsService(IRecordStore records, AuditLog audit)
{
    private const string Key = "settings";

    public async Task<TenantSettings> GetAsync(string tenantId, CancellationToken cancellationToken)
        => (await FindAsync(tenantId, cancellationToken)).Settings;

    /// <exception cref="ProblemException"><c>invalid_request</c>: a value out of its range.</exception>
    public Task<TenantSettings> ChangeAsync(string tenantId, TenantSettingsChange change, string actor, CancellationToken cancellationToken)
        => ChangeAsync(
            tenantId,
            settings => (change.ApplyTo(settings), []),
            () => audit.Write(actor, "settings.changed", "settings", Changed(change)),
            cancellationToken);

    /// <summary>Changes the settings together with other records.</summary>
    internal async Task<TenantSettings> ChangeAsync(
        string tenantId,
        Func<TenantSettings, (TenantSettings Settings, IReadOnlyList<RecordWrite> Records)> change,
        Func<RecordWrite> entry,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            var (before, etag) = await FindAsync(tenantId, cancellationToken);
            var (after, others) = change(before);
            var write = etag is null
                ? RecordWrite.Add(Key, after, TenantJson.Default.TenantSettings)
                : RecordWrite.Replace(Key, after, TenantJson.Default.TenantSettings, etag);

            if (await records.TryWriteAsync(tenantId, [write, .. others, entry()], cancellationToken))
            {
                return after;
            }
        }
    }

    private async Task<(TenantSettings Settings, string? ETag)> FindAsync(string tenantId, CancellationToken cancellationToken)
    {
        var entry = await records.FindAsync(tenantId, Key, TenantJson.Default.TenantSettings, cancellationToken);
        return (entry?.Value ?? new(), entry?.ETag);
    }

    private static (string Name, string? Value)[] Changed(TenantSettingsChange change)
        =>
        [
            ("publishChanges", change.PublishChanges?.ToString()),
            ("absentSources", change.AbsentSources?.ToString()),
            ("keepVersions", change.KeepVersions?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("keepVersionsForDays", change.KeepVersionsForDays?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ];
}
