using System.Text.Json.Nodes;
using NotionSync.Emulator.Webhooks;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Api;

/// <summary>
/// What changes a workspace, where the emulator is told to allow it: pages and rows, databases, data sources, comments.
/// Every try is in <c>/_emulator/writes</c>, also one that is refused.
/// </summary>
internal sealed class WriteEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/pages", context => WriteAsync(context, CreatePage, "parent", "properties", "children", "icon", "cover"));
        routes.MapPatch("/v1/pages/{id}", context => WriteAsync(context, UpdatePage, "properties", "icon", "cover", "in_trash"));
        routes.MapPost("/v1/databases", context => WriteAsync(context, CreateDatabase, "parent", "title", "is_inline", "initial_data_source"));
        routes.MapPost("/v1/data_sources", context => WriteAsync(context, CreateDataSource, "parent", "title", "properties"));
        routes.MapPatch("/v1/data_sources/{id}", context => WriteAsync(context, UpdateDataSource, "title", "properties", "in_trash"));
        routes.MapPost("/v1/comments", context => WriteAsync(context, CreateComment, "parent", "rich_text"));
    }

    private async Task WriteAsync(HttpContext context, Func<Write, Entity> write, params string[] known)
    {
        var body = await RequestBody.ReadAsync(context, known);
        var reply = state.Reply(context);
        var world = state.World;
        var viewer = Viewer.Of(context);
        var events = new List<NotionEvent>();

        var done = world.Write(
            editor =>
            {
                var entity = write(new(context, world, editor, viewer, body, events));
                entity.Changed();

                // A comment is kept as JSON of its page.
                return known.Contains("rich_text") ? reply.Object(world.Comments[entity.Id][^1]) : reply.Object(entity.Rendered);
            },
            state.Clock.GetUtcNow());

        state.NotionWebhooks.Raise(events);
        await done.SendAsync();
    }

    private static Entity CreatePage(Write write)
    {
        var (_, world, editor, viewer, body, events) = write;
        var parent = write.Parent("page_id", world.Pages) ?? write.Parent("data_source_id", world.DataSources)
            ?? throw NotionException.Validation("body failed validation: body.parent should be defined with `page_id` or `data_source_id`.");
        var schema = parent.Kind == EntityKind.DataSource ? parent.Json["properties"]!.AsObject() : new JsonObject { ["title"] = new JsonObject { ["id"] = "title", ["type"] = "title" } };

        if (!viewer.Sees(parent))
        {
            throw NotionException.NotFound("page", StableId.Text(parent.Id));
        }

        var page = editor.AddPage(parent, Guid.NewGuid(), Values(schema, body["properties"] as JsonObject ?? []), body["icon"]?.DeepClone(), body["cover"]?.DeepClone());
        AddBlocks(editor, page, body["children"] as JsonArray ?? []);
        events.Add(NotionEvent.Of(page, "created"));
        return page;
    }

    private static Entity UpdatePage(Write write)
    {
        var (context, world, editor, viewer, body, events) = write;
        var page = PageEndpoints.Find(world, viewer, RouteIds.Read(context, "page_id"));
        var properties = page.Json["properties"]!.AsObject();

        var given = body["properties"] as JsonObject ?? [];

        foreach (var (name, value) in Values(properties, given).ToList())
        {
            if (given.ContainsKey(name) || given.ContainsKey((string)properties[name]!["id"]!))
            {
                properties[name] = value?.DeepClone();
            }
        }

        foreach (var name in (string[])["icon", "cover"])
        {
            if (body.ContainsKey(name))
            {
                page.Json[name] = body[name]?.DeepClone();
            }
        }

        editor.Rename(page, page.TitleProperty!["title"]!.DeepClone().AsArray());

        if ((bool?)body["in_trash"] is { } trashed)
        {
            editor.SetTrash(page, trashed);
            events.Add(NotionEvent.Of(page, trashed ? "deleted" : "undeleted"));
        }

        editor.Touch(page);
        return page;
    }

    private static Entity CreateDatabase(Write write)
    {
        var (_, world, editor, _, body, events) = write;
        var parent = write.Parent("page_id", world.Pages) ?? throw NotionException.Validation("body failed validation: body.parent.page_id should be defined.");
        var title = Text(body["title"]);
        var database = editor.AddDatabase(parent, Guid.NewGuid(), RichText.Plain(title), [], (bool?)body["is_inline"] ?? false, null, null);
        editor.AddDataSource(database, Guid.NewGuid(), RichText.Plain(title), Schema(body["initial_data_source"]?["properties"] as JsonObject ?? []));
        events.Add(NotionEvent.Of(database, "created"));
        return database;
    }

    private static Entity CreateDataSource(Write write)
    {
        var (_, world, editor, _, body, events) = write;
        var parent = write.Parent("database_id", world.Databases) ?? throw NotionException.Validation("body failed validation: body.parent.database_id should be defined.");
        var source = editor.AddDataSource(parent, Guid.NewGuid(), RichText.Plain(Text(body["title"])), Schema(body["properties"] as JsonObject ?? []));
        events.Add(NotionEvent.Of(source, "created"));
        return source;
    }

    private static Entity UpdateDataSource(Write write)
    {
        var (context, world, editor, viewer, body, events) = write;
        var source = DatabaseEndpoints.FindDataSource(world, viewer, RouteIds.Read(context, "data_source_id"));

        if (body.ContainsKey("title"))
        {
            source.Json["title"] = Text(body["title"]);
        }

        foreach (var (name, value) in Schema(body["properties"] as JsonObject ?? []).ToList())
        {
            source.Json["properties"]![name] = value?.DeepClone();
        }

        if ((bool?)body["in_trash"] is { } trashed)
        {
            editor.SetTrash(source, trashed);
        }

        source.LastEditedTime = editor.Now;
        events.Add(NotionEvent.Of(source, "schema_updated"));
        return source;
    }

    private static Entity CreateComment(Write write)
    {
        var (_, world, editor, _, body, events) = write;
        var page = write.Parent("page_id", world.Pages) ?? throw NotionException.Validation("body failed validation: body.parent.page_id should be defined.");
        editor.AddComment(page, $"{Guid.NewGuid()}", Text(body["rich_text"]));
        events.Add(NotionEvent.Comment(page, Guid.Parse((string)world.Comments[page.Id][^1]["id"]!)));
        return page;
    }

    private static void AddBlocks(WorldEditor editor, Entity parent, JsonArray blocks)
    {
        foreach (var block in blocks.OfType<JsonObject>())
        {
            var type = (string?)block["type"] ?? block.Select(member => member.Key).FirstOrDefault(name => name != "object")
                ?? throw NotionException.Validation("body failed validation: a block has no type.");
            var payload = block[type]?.DeepClone() as JsonObject ?? [];

            if (payload.ContainsKey("rich_text"))
            {
                payload["rich_text"] = Text(payload["rich_text"]);
            }

            editor.AddBlock(parent, Guid.NewGuid(), type, payload);
        }
    }

    // From what may be written to what is read: ids and types are filled in, texts get their plain form.
    private static JsonObject Values(JsonObject schema, JsonObject given)
    {
        var values = new JsonObject();

        foreach (var (name, _) in given)
        {
            if (!schema.Any(property => property.Key == name || (string?)property.Value?["id"] == name))
            {
                throw NotionException.Validation($"{name} is not a property that exists.");
            }
        }

        foreach (var (name, property) in schema)
        {
            var type = (string)property!["type"]!;
            var value = (given[name] ?? given[(string)property["id"]!]) as JsonObject;
            var content = value?[type]?.DeepClone();

            values[name] = new JsonObject
            {
                ["id"] = (string)property["id"]!,
                ["type"] = type,
                [type] = type is "title" or "rich_text" ? Text(content) : content ?? Empty(type),
            };
        }

        return values;
    }

    private static JsonNode? Empty(string type) => type switch
    {
        "multi_select" or "people" or "files" or "relation" => new JsonArray(),
        "checkbox" => false,
        _ => null,
    };

    private static JsonObject Schema(JsonObject given)
    {
        var schema = new JsonObject();

        foreach (var (name, value) in given)
        {
            var type = (string?)value?["type"] ?? (value as JsonObject)?.FirstOrDefault().Key ?? throw NotionException.Validation($"The property {name} has no type.");
            schema[name] = new JsonObject
            {
                ["id"] = type == "title" ? "title" : StableId.From(name).ToString("N")[..4],
                ["name"] = name,
                ["description"] = null,
                ["type"] = type,
                [type] = value?[type]?.DeepClone() ?? new JsonObject(),
            };
        }

        return schema;
    }

    private static JsonArray Text(JsonNode? given)
        => new([.. (given as JsonArray ?? []).Select(run => (JsonNode)RichText.Run(
            (string?)run?["text"]?["content"] ?? (string?)run?["plain_text"] ?? "", run?["annotations"] as JsonObject, (string?)run?["text"]?["link"]?["url"]))]);

    private sealed record Write(HttpContext Context, World World, WorldEditor Editor, Viewer Viewer, JsonObject Body, List<NotionEvent> Events)
    {
        /// <summary>What the body names as the parent by this kind; null where it names another kind.</summary>
        public Entity? Parent(string type, Dictionary<Guid, Entity> among)
            => (string?)Body["parent"]?[type] is not { } text ? null
                : StableId.TryRead(text, out var id) && among.TryGetValue(id, out var parent) && Viewer.Sees(parent) ? parent
                : throw NotionException.NotFound(type[..^3], text);
    }
}
