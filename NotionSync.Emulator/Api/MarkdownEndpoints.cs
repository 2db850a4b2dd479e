using System.Text.Json.Nodes;
using NotionSync.Emulator.Markdown;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>GET /v1/pages/{id}/markdown</c>: a page or block in Notion's own Markdown dialect.</summary>
internal sealed class MarkdownEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/pages/{id}/markdown", GetAsync);

    private Task GetAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "page_id");
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);

        return world.Read(() =>
        {
            var entity = world.Blocks.GetValueOrDefault(id) is { } block && viewer.Sees(block) && block.Type != "child_page"
                ? block
                : PageEndpoints.Find(world, viewer, id);
            var writer = new MarkdownWriter(world, viewer, reply.Links);
            writer.WriteChildren(entity.Id, depth: 0);

            return reply.Object(new JsonObject
            {
                ["object"] = "page_markdown",
                ["id"] = StableId.Text(id),
                ["markdown"] = writer.ToString(),
                ["truncated"] = writer.IsTruncated,
                ["unknown_block_ids"] = new JsonArray([.. writer.Unknown.Select(unknown => (JsonNode)StableId.Text(unknown))]),
            });
        }).SendAsync();
    }
}
