using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Control;

/// <summary>
/// <c>/_emulator/world</c>: GET shows what there is, POST replaces it by a world in the compact format or, with
/// <c>{"load": "sample"}</c>, by one that <c>--world</c> takes. <c>POST /_emulator/generate</c> adds generated pages.
/// </summary>
internal sealed class WorldEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/_emulator/world", context => ControlReply.SendAsync(context, Summary(state.World)));
        routes.MapGet("/_emulator/pages", context => ControlReply.SendAsync(context, Pages(state.World)));
        routes.MapPost("/_emulator/world", LoadAsync);
        routes.MapPost("/_emulator/generate", GenerateAsync);
    }

    private async Task LoadAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var now = state.Clock.GetUtcNow();

        state.World = (string?)body["load"] is { } name
            ? WorldLoader.Load(new EmulatorOptions { World = name }, now)
            : WorldLoader.FromJson(body, now);

        await ControlReply.SendAsync(context, Summary(state.World));
    }

    private async Task GenerateAsync(HttpContext context)
    {
        var specification = GeneratorSpecification.From(await ControlReply.ReadObjectAsync(context));
        var world = state.World;

        var root = world.Write(
            editor =>
            {
                var added = new Generator(editor).Add(specification);
                world.Pack();
                return added;
            },
            state.Clock.GetUtcNow());

        await ControlReply.SendAsync(context, new JsonObject { ["id"] = StableId.Text(root.Id), ["title"] = root.Title }, status: 201);
    }

    private static JsonObject Summary(World world) => world.Read(() => new JsonObject
    {
        ["name"] = world.Name,
        ["pages"] = world.Pages.Values.Count(page => !page.InTrash),
        ["databases"] = world.Databases.Count,
        ["dataSources"] = world.DataSources.Count,
        ["blocks"] = world.Blocks.Count,
        ["files"] = world.Files.Count,
        ["users"] = world.Users.Count,
        ["roots"] = new JsonArray([.. world.Pages.Values.Concat(world.Databases.Values).Where(entity => entity is { Parent: null, InTrash: false }).Select(Describe)]),
    });

    private static JsonArray Pages(World world) => world.Read(() => new JsonArray([.. world.Pages.Values.Select(Describe)]));

    private static JsonObject Describe(Entity entity) => new()
    {
        ["id"] = StableId.Text(entity.Id),
        ["kind"] = (string?)entity.Json["object"],
        ["title"] = entity.Title,
        ["parent"] = entity.Json["parent"]?.DeepClone(),
        ["inTrash"] = entity.InTrash,
        ["visible"] = Viewer.Internal.Sees(entity),
        ["lastEditedTime"] = entity.LastEditedTime,
        ["source"] = entity.Source,
    };
}
