using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>GET /v1/databases/{id}</c> and <c>GET /v1/data_sources/{id}</c>.</summary>
internal sealed class DatabaseEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/databases/{id}", GetDatabaseAsync);
        routes.MapGet("/v1/data_sources/{id}", GetDataSourceAsync);
    }

    private Task GetDatabaseAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "database_id");
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);
        return world.Read(() => reply.Object(FindDatabase(world, viewer, id).Rendered)).SendAsync();
    }

    private Task GetDataSourceAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "data_source_id");
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);
        return world.Read(() => reply.Object(FindDataSource(world, viewer, id).Rendered)).SendAsync();
    }

    public static Entity FindDataSource(World world, Viewer viewer, Guid id)
        => world.DataSources.TryGetValue(id, out var source) && viewer.Sees(source)
            ? source
            : throw NotionException.NotFound("data_source", StableId.Text(id));

    private static Entity FindDatabase(World world, Viewer viewer, Guid id)
    {
        if (world.Databases.TryGetValue(id, out var database) && viewer.Sees(database))
        {
            return database;
        }

        if (world.Pages.TryGetValue(id, out var page) && viewer.Sees(page))
        {
            throw NotionException.Validation($"Provided ID {id} is a page, not a database. Use the retrieve page API instead.");
        }

        if (world.Blocks.TryGetValue(id, out var block) && block.IsLinkedView && viewer.Sees(block))
        {
            throw NotionException.Validation($"Database with ID {id} does not contain any data sources accessible by this API bot.");
        }

        throw NotionException.NotFound("database", StableId.Text(id));
    }
}
