using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary>
/// <c>GET /v1/pages/{id}/properties/{propertyId}</c>: one property in full. Title, rich text, people, relation and list
/// rollups are paginated lists, whose <c>next_url</c> is nested in <c>property_item</c>.
/// </summary>
internal sealed class PropertyEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/pages/{id}/properties/{propertyId}", GetAsync);

    private Task GetAsync(HttpContext context)
    {
        var id = RouteIds.Read(context, "page_id");
        var propertyId = (string)context.Request.RouteValues["propertyId"]!;
        var pager = Pager.FromQuery(context);
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);

        return world.Read(() =>
        {
            var page = PageEndpoints.Find(world, viewer, id);
            var property = (page.Json["properties"] as JsonObject)?.FirstOrDefault(property => PropertyFilter.IsId(property.Value, propertyId)).Value as JsonObject
                ?? throw NotionException.Validation($"Could not find property with name or id: {propertyId}");

            return Items(property) is { } items
                ? List(reply, page, property, items, pager)
                : reply.Object(Item((string)property["id"]!, (string)property["type"]!, property[(string)property["type"]!]));
        }).SendAsync();
    }

    private Reply List(Reply reply, Entity page, JsonObject property, JsonArray items, Pager pager)
    {
        var id = (string)property["id"]!;
        var type = (string)property["type"]!;
        var list = $"property {page.Id} {id}";
        var numbered = items.Select((item, index) => (Item: item, Id: StableId.From($"{list} {index}"))).ToList();
        var (cut, next) = pager.Cut(list, numbered, one => one.Id, state.Cursors, isStrict: true);

        var summary = new JsonObject
        {
            ["id"] = id,
            ["next_url"] = next is null ? null : $"{reply.Links.BaseAddress}/v1/pages/{page.Id}/properties/{id}?start_cursor={next}",
            ["type"] = type,
            [type] = type == "rollup" ? RollupSummary(property[type]!.AsObject(), isLast: next is null) : new JsonObject(),
        };

        return reply.List(
            cut.Select(one => RenderedJson.From(type == "rollup"
                ? Item(id, (string)one.Item!["type"]!, one.Item[(string)one.Item["type"]!])
                : Item(id, type, one.Item))),
            next,
            "property_item",
            summary);
    }

    private static JsonArray? Items(JsonObject property) => (string?)property["type"] switch
    {
        ("title" or "rich_text" or "people" or "relation") and var type => property[type] as JsonArray ?? [],
        "rollup" when (string?)property["rollup"]?["type"] == "array" => property["rollup"]!["array"] as JsonArray ?? [],
        "rollup" => [],
        _ => null,
    };

    // Only the last page of a rollup's list carries its result.
    private static JsonObject RollupSummary(JsonObject rollup, bool isLast)
    {
        if (!isLast)
        {
            return new JsonObject { ["type"] = "incomplete", ["incomplete"] = new JsonObject(), ["function"] = rollup["function"]?.DeepClone() };
        }

        var summary = rollup.DeepClone().AsObject();

        if ((string?)summary["type"] == "array")
        {
            summary["array"] = new JsonArray();
        }

        return summary;
    }

    private static JsonObject Item(string id, string type, JsonNode? value) => new()
    {
        ["object"] = "property_item",
        ["type"] = type,
        ["id"] = id,
        [type] = value?.DeepClone(),
    };
}
