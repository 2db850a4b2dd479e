using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>GET /v1/pages/{id}</c>.</summary>
internal sealed class PageEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/pages/{id}", GetAsync);

    private Task GetAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "page_id");
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);
        var wanted = PropertyFilter.From(context.Request.Query);

        return world.Read(() => reply.Object(wanted.Render(Find(world, viewer, id)))).SendAsync();
    }

    /// <summary>The page with this id, or the error that Notion gives for another kind of id.</summary>
    public static Entity Find(World world, Viewer viewer, Guid id)
    {
        if (world.Pages.TryGetValue(id, out var page) && viewer.Sees(page))
        {
            return page;
        }

        if (world.Databases.TryGetValue(id, out var database) && viewer.Sees(database))
        {
            throw NotionException.Validation($"Provided ID {id} is a database, not a page. Use the retrieve database API instead.");
        }

        if (world.Blocks.TryGetValue(id, out var block) && viewer.Sees(block) && block.Type is not ("child_page" or "child_database"))
        {
            throw NotionException.Validation($"Provided ID {id} is a block, not a page. Use the retrieve block API instead.");
        }

        throw NotionException.NotFound("page", StableId.Text(id));
    }
}
