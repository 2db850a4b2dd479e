using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>GET /v1/users</c>, <c>/v1/users/me</c> and <c>/v1/users/{id}</c>.</summary>
internal sealed class UserEndpoints(EmulatorState state)
{
    private const long MaxUploadBytes = 5L * 1024 * 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/users", ListAsync);
        routes.MapGet("/v1/users/me", GetMeAsync);
        routes.MapGet("/v1/users/{id}", GetAsync);
    }

    private Task ListAsync(HttpContext context)
    {
        var pager = Pager.FromQuery(context);
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);

        return world.Read(() =>
        {
            JsonObject[] users = [.. world.Users.Values, Bot(world, viewer)];
            var (items, next) = pager.Cut("users", users, user => Guid.Parse((string)user["id"]!), state.Cursors, isStrict: true);
            return reply.List(items.Select(RenderedJson.From), next, "user");
        }).SendAsync();
    }

    private Task GetMeAsync(HttpContext context)
    {
        var reply = state.Reply(context);
        return reply.Object(Bot(state.World, Viewer.Of(context))).SendAsync();
    }

    private Task GetAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "user_id");
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);

        return world.Read(() => reply.Object(
            world.Users.TryGetValue(id, out var user) ? user
            : id == (viewer.Bot ?? world.BotId) ? Bot(world, viewer)
            : throw new NotionException(
                404,
                "object_not_found",
                $"Could not find user with ID: {id}. Make sure your integration has capabilities to read user information. With those capabilities, only members and guests in the integration's workspace are visible."))).SendAsync();
    }

    private static JsonObject Bot(World world, Viewer viewer) => new()
    {
        ["object"] = "user",
        ["id"] = StableId.Text(viewer.Bot ?? world.BotId),
        ["name"] = viewer.Name,
        ["avatar_url"] = null,
        ["type"] = "bot",
        ["bot"] = new JsonObject
        {
            ["owner"] = viewer.Owner.DeepClone(),
            ["workspace_name"] = world.WorkspaceName,
            ["workspace_id"] = StableId.Text(world.WorkspaceId),
            ["workspace_limits"] = new JsonObject { ["max_file_upload_size_in_bytes"] = MaxUploadBytes },
        },
    };
}
