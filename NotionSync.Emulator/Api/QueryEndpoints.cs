using System.Text.Json.Nodes;
using NotionSync.Emulator.Querying;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>POST /v1/data_sources/{id}/query</c>: the rows of a data source.</summary>
internal sealed class QueryEndpoints(EmulatorState state)
{
    private readonly ListCache _lists = new();

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/data_sources/{id}/query", QueryAsync);

    private async Task QueryAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "data_source_id");
        var body = await RequestBody.ReadAsync(context, "filter", "sorts", "start_cursor", "page_size", "in_trash", "archived", "result_type");
        var pager = Pager.FromBody(context, body);
        var wanted = PropertyFilter.From(context.Request.Query);
        var reply = state.Reply(context);
        var world = state.World;
        var limit = state.Settings.RowLimit;
        var viewer = Viewer.Of(context);

        body.Remove("start_cursor");
        body.Remove("page_size");
        var list = $"query {id} {body.ToJsonString()}";

        await world.Read(() =>
        {
            var source = DatabaseEndpoints.FindDataSource(world, viewer, id);
            var found = _lists.Get(world, $"{list} by {viewer.Bot}", () => Run(source, body, viewer));
            var isCut = found.Count > limit;
            var (items, next) = pager.Cut(list, isCut ? found.GetRange(0, limit) : found, row => row.Id, state.Cursors, isStrict: false);

            return reply.List(
                items.Select(wanted.Render),
                next,
                "page_or_data_source",
                requestStatus: SearchEndpoints.RequestStatus(isCut && next is null));
        }).SendAsync();
    }

    private List<Entity> Run(Entity source, JsonObject body, Viewer viewer)
    {
        var schema = source.Json["properties"]!.AsObject();
        var passes = new RowFilter(schema, state.Clock.GetUtcNow()).Compile(body["filter"]);
        var inTrash = (bool?)body["in_trash"] ?? (bool?)body["archived"] ?? false;
        var rows = (string?)body["result_type"] == "data_source"
            ? []
            : source.Children.Where(row => row.InTrash == inTrash && viewer.Sees(row) && passes(row));

        return RowSort.Apply(rows, schema, body["sorts"]);
    }
}
