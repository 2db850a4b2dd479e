using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary><c>POST /v1/search</c>: pages and data sources by title.</summary>
internal sealed class SearchEndpoints(EmulatorState state)
{
    private readonly ListCache _lists = new();

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/search", SearchAsync);

    private async Task SearchAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context, "query", "sort", "filter", "start_cursor", "page_size");
        var pager = Pager.FromBody(context, body);
        var search = Search.From(body);
        var reply = state.Reply(context);
        var world = state.World;
        var limit = state.Settings.RowLimit;
        var viewer = Viewer.Of(context);

        await world.Read(() =>
        {
            var found = _lists.Get(world, $"search {search} by {viewer.Bot}", () => search.Run(world, viewer));
            var isCut = found.Count > limit;
            var (items, next) = pager.Cut($"search {search}", isCut ? found.GetRange(0, limit) : found, entity => entity.Id, state.Cursors, isStrict: false);
            return reply.List(items.Select(entity => entity.Rendered), next, "page_or_data_source", requestStatus: RequestStatus(isCut && next is null));
        }).SendAsync();
    }

    /// <summary>Says whether a list had more than it could show.</summary>
    public static JsonObject RequestStatus(bool isIncomplete)
        => isIncomplete
            ? new JsonObject { ["type"] = "incomplete", ["incomplete_reason"] = "query_result_limit_reached" }
            : new JsonObject { ["type"] = "complete" };

    private sealed record Search(string Query, string? Object, bool InTrash, bool IsAscending)
    {
        public static Search From(JsonObject body)
        {
            if (body["filter"] is { } given and not JsonObject)
            {
                throw NotionException.Validation($"body failed validation: body.filter should be an object or `undefined`, instead was `{given.ToJsonString()}`.");
            }

            var filter = body["filter"] as JsonObject;
            var value = (string?)filter?["value"];

            if (filter?["property"] is { } property && (string?)property != "object")
            {
                throw NotionException.Validation($"body failed validation: body.filter.property should be `\"object\"`, instead was `{property.ToJsonString()}`.");
            }

            if (filter?["value"] is not null && value is not ("page" or "data_source"))
            {
                throw NotionException.Validation($"body failed validation: body.filter.value should be `\"page\"` or `\"data_source\"`, instead was `\"{value}\"`.");
            }

            return new(
                (string?)body["query"] ?? "",
                value,
                (bool?)filter?["in_trash"] ?? false,
                (string?)body["sort"]?["direction"] == "ascending");
        }

        public List<Entity> Run(World world, Viewer viewer)
        {
            var words = Query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var all = (Object, world) switch
            {
                ("page", _) => world.Pages.Values,
                ("data_source", _) => world.DataSources.Values,
                _ => world.Pages.Values.Concat(world.DataSources.Values),
            };
            var found = all.Where(entity => entity.InTrash == InTrash
                && viewer.Sees(entity)
                && words.All(word => entity.Title.Contains(word, StringComparison.OrdinalIgnoreCase)));

            return IsAscending
                ? [.. found.OrderBy(entity => entity.LastEditedTime, StringComparer.Ordinal).ThenBy(entity => entity.Id)]
                : [.. found.OrderByDescending(entity => entity.LastEditedTime, StringComparer.Ordinal).ThenBy(entity => entity.Id)];
        }
    }
}
