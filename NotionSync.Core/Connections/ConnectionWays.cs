using Microsoft.Extensions.Options;
using NotionSync.Connections.Nango;
using NotionSync.Connections.OAuth;

namespace NotionSync.Connections;

/// <summary>How a tenant's admins can connect a workspace here: by what this deployment, or the tenant, has set up.</summary>
public sealed class ConnectionWays(IOptions<NangoOptions> nango, NotionApps apps)
{
    /// <param name="tenantId">Null for a caller that belongs to none: what this deployment has.</param>
    /// <returns>The likeliest first.</returns>
    public async Task<IReadOnlyList<ConnectionProvider>> ListAsync(string? tenantId, CancellationToken cancellationToken)
        =>
        [
            .. nango.Value.IsOn ? [ConnectionProvider.Nango] : Array.Empty<ConnectionProvider>(),
            .. await apps.HasAsync(tenantId, cancellationToken) ? [ConnectionProvider.Notion] : Array.Empty<ConnectionProvider>(),
            ConnectionProvider.Token,
        ];
}
