namespace NotionSync.Http;

/// <summary>How the principal is read. Only the two claim names come from the configuration.</summary>
public sealed class AuthOptions
{
    /// <summary>The claim that names the tenant: <c>Auth__TenantClaim</c>.</summary>
    public string TenantClaim { get; set; } = "tenant_id";

    /// <summary>The claim that names a role, once per role: <c>Auth__RoleClaim</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>
    /// Set by the local host, in code only: requests from this machine may bring their own principal. No setting
    /// reaches this, because behind the Functions host every request comes from this machine.
    /// </summary>
    public bool TrustPrincipalHeader { get; set; }

    /// <summary>The tenant of the development admin that a local request without a principal acts as; null for none.</summary>
    public string? DevelopmentTenant { get; set; } = "demo";
}
