using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>GET /v1/blocks/{id}</c> and <c>GET /v1/blocks/{id}/children</c>.</summary>
internal sealed class BlockEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/blocks/{id}", GetAsync);
        routes.MapGet("/v1/blocks/{id}/children", GetChildrenAsync);
    }

    private Task GetAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "block_id");
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);

        return world.Read(() =>
        {
            var block = world.Blocks.GetValueOrDefault(id);

            if (block is null || !viewer.Sees(block) || (block.Type == "child_page" && !world.Pages.ContainsKey(id)))
            {
                throw NotionException.NotFound("block", StableId.Text(id));
            }

            ThrowIfUnsupported(block);
            return reply.Object(block.Rendered);
        }).SendAsync();
    }

    private Task GetChildrenAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "block_id");
        var pager = Pager.FromQuery(context);
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);

        return world.Read(() =>
        {
            if (world.Blocks.TryGetValue(id, out var block) && viewer.Sees(block))
            {
                ThrowIfUnsupported(block);
            }

            var children = world.FindChildren(id, viewer) ?? throw NotionException.NotFound("block", StableId.Text(id));
            var (items, next) = pager.Cut($"children {id}", children, child => child.Id, state.Cursors, isStrict: true);
            return reply.List(items.Select(child => child.Rendered), next, "block");
        }).SendAsync();
    }

    // Lists show such blocks; reading one of them by its id is an error.
    private static void ThrowIfUnsupported(Entity block)
    {
        if (block.Type == "unsupported")
        {
            var type = (string?)(block.Payload?["block_type"] as JsonValue) ?? "unsupported";
            throw NotionException.Validation($"Block type {type} is not supported via the API.");
        }
    }
}
