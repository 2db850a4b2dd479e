using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>GET /v1/comments?block_id=</c>: the open comments on one page or one block.</summary>
internal sealed class CommentEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/comments", ListAsync);

    private Task ListAsync(HttpContext context)
    {
        var text = context.Request.Query["block_id"].ToString();

        if (!StableId.TryRead(text, out var id))
        {
            throw NotionException.Validation(text.Length == 0
                ? "query failed validation: query.block_id should be defined, instead was `undefined`."
                : $"query failed validation: query.block_id should be a valid uuid, instead was `\"{text}\"`.");
        }

        var pager = Pager.FromQuery(context);
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);

        return world.Read(() =>
        {
            var entity = world.Pages.GetValueOrDefault(id) ?? world.Blocks.GetValueOrDefault(id);

            if (entity is null || !viewer.Sees(entity))
            {
                throw NotionException.NotFound("block", StableId.Text(id));
            }

            IReadOnlyList<JsonObject> comments = world.Comments.GetValueOrDefault(id) ?? [];
            var (items, next) = pager.Cut($"comments {id}", comments, comment => Guid.Parse((string)comment["id"]!), state.Cursors, isStrict: true);
            return reply.List(items.Select(RenderedJson.From), next, "comment");
        }).SendAsync();
    }
}
