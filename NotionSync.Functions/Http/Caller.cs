namespace NotionSync.Http;

/// <summary>Who makes a request, as the verified principal says.</summary>
/// <param name="Tenant">The tenant of the principal; null for a service that belongs to none.</param>
/// <param name="UserId">The principal's own id; <c>unknown</c> where it names none.</param>
public sealed record Caller(string? Tenant, string UserId, IReadOnlySet<Role> Roles)
{
    /// <summary>How the audit log names the caller.</summary>
    public string Actor => $"user:{UserId}";

    public bool IsService => Roles.Contains(Role.Service);

    public bool Has(Role required) => Roles.Contains(required) || Roles.Any(role => role is not Role.Integrator && required is not Role.Integrator && role >= required);

    /// <summary>Whether the caller may name this tenant; a service may name any.</summary>
    public bool MayName(string tenant) => IsService || string.Equals(Tenant, tenant, StringComparison.Ordinal);
}
