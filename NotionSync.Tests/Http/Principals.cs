using System.Text;
using System.Text.Json;
using NotionSync.Http;

namespace NotionSync.Tests.Http;

/// <summary>Makes principal headers as the platform does.</summary>
internal static class Principals
{
    public static string Header(string? tenant, params Role[] roles)
        => Header([.. Claims(tenant, roles)]);

    public static string Header(params (string Type, string Value)[] claims)
        => Encode(JsonSerializer.Serialize(new
        {
            auth_typ = "aad",
            name_typ = "name",
            role_typ = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
            claims = claims.Select(claim => new { typ = claim.Type, val = claim.Value }),
        }));

    public static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    private static IEnumerable<(string Type, string Value)> Claims(string? tenant, Role[] roles)
    {
        yield return ("sub", "user-1");

        if (tenant is not null)
        {
            yield return ("tenant_id", tenant);
        }

        foreach (var role in roles)
        {
            yield return ("roles", role.ToString());
        }
    }
}
