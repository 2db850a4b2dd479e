using NotionSync.Http;

namespace NotionSync.Resources;

/// <summary>Who is signed in: what a front end may offer them.</summary>
internal sealed record CallerResource(string UserId, string? TenantId, IReadOnlyList<string> Roles)
{
    public static CallerResource Of(Caller caller)
        => new(caller.UserId, caller.Tenant, [.. caller.Roles.Order().Select(role => role.ToString())]);
}
