using NotionSync.Connections;
using NotionSync.Http;

namespace NotionSync.Resources;

/// <summary>Who is signed in: what a front end may offer them.</summary>
/// <param name="ConnectBy">How a workspace can be connected here.</param>
internal sealed record CallerResource(string UserId, string? TenantId, IReadOnlyList<string> Roles, IReadOnlyList<ConnectionProvider> ConnectBy)
{
    public static CallerResource Of(Caller caller, IReadOnlyList<ConnectionProvider> connectBy)
        => new(caller.UserId, caller.Tenant, [.. caller.Roles.Order().Select(role => role.ToString())], connectBy);
}
