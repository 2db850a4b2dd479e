using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace NotionSync.Http;

/// <summary>
/// Reads the principal that App Service Authentication passes on: base64 of
/// <c>{"auth_typ","name_typ","role_typ","claims":[{"typ","val"}]}</c>
/// (https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities).
/// </summary>
public sealed class PrincipalReader(PrincipalTrust trust, IOptions<AuthOptions> options)
{
    public const string HeaderName = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>A longer header is refused unread. Kestrel itself ends all headers together at 32 KiB.</summary>
    private const int MaxHeaderLength = 32 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    // The long names are what the platform makes of oid and sub; a service is known by its application.
    private static readonly string[] UserClaims =
    [
        "http://schemas.microsoft.com/identity/claims/objectidentifier",
        "oid",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier",
        "sub",
        "azp",
        "appid",
    ];

    /// <exception cref="ProblemException"><c>unauthenticated</c>: none, not to be trusted, or not readable.</exception>
    public Caller Read(HttpRequest request)
    {
        var header = request.Headers[HeaderName];

        if (header.Count == 0 && trust.AllowsDevelopmentAdmin(request) && options.Value.DevelopmentTenant is { Length: > 0 } tenant)
        {
            return new(tenant, "developer", new HashSet<Role> { Role.Admin });
        }

        if (header.Count == 0 || !trust.Covers(request))
        {
            throw Unauthenticated("Sign in first.");
        }

        return header is [{ Length: > 0 and <= MaxHeaderLength } value] && TryParse(value) is { } caller
            ? caller
            : throw Unauthenticated("The principal cannot be read.");
    }

    /// <summary>For routes that anybody may call: who it is, where the platform vouches for somebody.</summary>
    /// <exception cref="ProblemException"><c>unauthenticated</c>: the principal is not readable.</exception>
    public Caller? ReadIfPresent(HttpRequest request)
        => request.Headers[HeaderName].Count > 0 && trust.Covers(request) ? Read(request) : null;

    private static ProblemException Unauthenticated(string detail) => new(ProblemKind.Unauthenticated, "unauthenticated", detail);

    private Caller? TryParse(string header)
    {
        var json = new byte[header.Length];

        if (!Convert.TryFromBase64String(header, json, out var length))
        {
            return null;
        }

        try
        {
            using var principal = JsonDocument.Parse(json.AsMemory(0, length), Strict);
            return ToCaller(principal.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // Text that is not UTF-8 or a half surrogate pair: found only when it is read.
            return null;
        }
    }

    private Caller? ToCaller(JsonElement principal)
    {
        if (principal.ValueKind is not JsonValueKind.Object
            || !principal.TryGetProperty("claims", out var list)
            || list.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        var claims = new List<(string Type, string Value)>(list.GetArrayLength());

        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.Object || Text(item, "typ") is not { } type || Text(item, "val") is not { } value)
            {
                return null;
            }

            claims.Add((type, value));
        }

        var tenants = Values(claims, options.Value.TenantClaim).Distinct(StringComparer.Ordinal).ToList();

        // Two tenants at once: nobody can say which one is meant, so neither is.
        return tenants.Count <= 1
            ? new(tenants is [{ Length: > 0 } tenant] ? tenant : null, UserId(claims), Roles(claims, Text(principal, "role_typ")))
            : null;
    }

    private static string? Text(JsonElement item, string name)
        => item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string> Values(List<(string Type, string Value)> claims, string type)
        => claims.Where(claim => claim.Type == type).Select(claim => claim.Value);

    private static string UserId(List<(string Type, string Value)> claims)
        => UserClaims.SelectMany(type => Values(claims, type)).FirstOrDefault(value => value.Length > 0) ?? "unknown";

    private HashSet<Role> Roles(List<(string Type, string Value)> claims, string? roleType)
    {
        var roles = new HashSet<Role>();

        foreach (var (type, value) in claims)
        {
            if ((type == options.Value.RoleClaim || type == roleType) && ToRole(value) is { } role)
            {
                roles.Add(role);
            }
        }

        return roles;
    }

    // By name only: Enum.TryParse would also take numbers.
    private static Role? ToRole(string name) => name switch
    {
        nameof(Role.Reader) => Role.Reader,
        nameof(Role.Integrator) => Role.Integrator,
        nameof(Role.ContentManager) => Role.ContentManager,
        nameof(Role.Admin) => Role.Admin,
        nameof(Role.Service) => Role.Service,
        _ => null,
    };
}
