using System.Text.Json.Nodes;
using NotionSync.Emulator.Webhooks;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Control;

/// <summary>
/// What people do in Notion, for tests: add, edit, move, rename, share and trash pages, blocks and rows. Ids may be keys
/// of the world. Each edit sets the edit time of the page as Notion does; <c>"silent": true</c> leaves it. Webhooks tell
/// of each.
/// </summary>
internal sealed class EditEndpoints(EmulatorState state)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/_emulator/pages", AddPageAsync);
        routes.MapPatch("/_emulator/pages/{id}", context => EditAsync(context, world => world.Pages, EditPage));
        routes.MapPatch("/_emulator/databases/{id}", context => EditAsync(context, world => world.Databases, EditPage));
        routes.MapPost("/_emulator/pages/{id}/comments", context => EditAsync(context, world => world.Pages, AddComments));
        routes.MapPost("/_emulator/blocks/{id}/comments", context => EditAsync(context, world => world.Blocks, AddComments));
        routes.MapPost("/_emulator/blocks/{id}/children", context => EditAsync(context, world => world.Pages, AddBlocks, world => world.Blocks));
        routes.MapPatch("/_emulator/blocks/{id}", context => EditAsync(context, world => world.Blocks, EditBlock));
        routes.MapDelete("/_emulator/blocks/{id}", context => EditAsync(context, world => world.Blocks, TrashBlock, hasBody: false));
        routes.MapPost("/_emulator/data_sources/{id}/rows", context => EditAsync(context, world => world.DataSources, AddRows));
    }

    private async Task AddPageAsync(HttpContext context)
    {
        var body = await ControlReply.ReadObjectAsync(context);
        var world = state.World;
        var events = new List<NotionEvent>();

        var page = world.Write(
            editor =>
            {
                var reader = new WorldReader(editor);
                var parent = (string?)body["parent"] is { } name ? FindParent(world, reader.IdOf(name)) : null;
                var added = parent is { Kind: EntityKind.DataSource }
                    ? reader.ReadRow(parent, body, PathOf(world))
                    : reader.ReadPage(parent, body, PathOf(world));

                if (parent is not null and not { Kind: EntityKind.DataSource } && !IsSilent(body))
                {
                    editor.Touch(parent);
                }

                AddCreated(new Edit(editor, reader, added, body, events), added, parent);
                return added;
            },
            state.Clock.GetUtcNow());

        state.NotionWebhooks.Raise(events);
        await ControlReply.SendAsync(context, new JsonObject { ["id"] = StableId.Text(page.Id) }, status: 201);
    }

    private async Task EditAsync(
        HttpContext context,
        Func<World, Dictionary<Guid, Entity>> kind,
        Action<Edit> change,
        Func<World, Dictionary<Guid, Entity>>? otherKind = null,
        bool hasBody = true)
    {
        var body = hasBody ? await ControlReply.ReadObjectAsync(context) : [];
        var world = state.World;
        var events = new List<NotionEvent>();

        var id = world.Write(
            editor =>
            {
                var reader = new WorldReader(editor);
                var wanted = reader.IdOf((string)context.Request.RouteValues["id"]!);
                var entity = kind(world).GetValueOrDefault(wanted)
                    ?? otherKind?.Invoke(world).GetValueOrDefault(wanted)
                    ?? throw new KeyNotFoundException($"There is no {wanted}.");

                change(new Edit(editor, reader, entity, body, events));

                if (!IsSilent(body) && change != AddComments)
                {
                    editor.Touch(entity);
                }

                if ((string?)body["edited"] is not null)
                {
                    WorldReader.ReadTimes(entity, body);
                }

                entity.Changed();
                return entity.Id;
            },
            state.Clock.GetUtcNow());

        state.NotionWebhooks.Raise(events);
        await ControlReply.SendAsync(context, new JsonObject { ["id"] = StableId.Text(id) });
    }

    private static void EditPage(Edit edit)
    {
        var (editor, reader, page, body, _) = edit;
        var properties = new List<string>();

        if (body["title"] is { } title)
        {
            editor.Rename(page, reader.ReadText(title));
            properties.Add("title");
        }

        if (body.ContainsKey("icon"))
        {
            page.Json["icon"] = reader.ReadIcon(body["icon"]);
            properties.Add("icon");
        }

        if (body.ContainsKey("cover"))
        {
            page.Json["cover"] = reader.ReadCover(body["cover"]);
            properties.Add("cover");
        }

        if (body["values"] is JsonObject values)
        {
            reader.ReadValues(page, values);
            properties.AddRange(values.Select(value => (string?)page.Json["properties"]?[value.Key]?["id"] ?? value.Key));
        }

        if (properties.Count > 0)
        {
            edit.Events.AddRange(page.Kind == EntityKind.Page
                ? [NotionEvent.Properties(page, properties)]
                : page.Children.Select(source => NotionEvent.Of(source, "schema_updated")));
        }

        if ((bool?)body["shared"] is { } shared)
        {
            page.IsShared = shared;
        }

        if ((bool?)body["locked"] is { } locked)
        {
            page.Json["is_locked"] = locked;

            if (page.Kind == EntityKind.Page)
            {
                edit.Events.Add(NotionEvent.Of(page, locked ? "locked" : "unlocked"));
            }
        }

        if (body.ContainsKey("parent"))
        {
            editor.Move(page, (string?)body["parent"] is { } parent ? FindParent(editor.World, reader.IdOf(parent)) : null);
            AddOfWhole(edit, page, "moved");
        }

        if ((bool?)body["trashed"] is { } trashed)
        {
            editor.SetTrash(page, trashed);
            AddOfWhole(edit, page, trashed ? "deleted" : "undeleted");
        }
    }

    private static void AddBlocks(Edit edit)
    {
        var (_, reader, parent, body, _) = edit;
        var before = parent.Children.Count;
        reader.ReadBlocks(parent, body["blocks"] ?? throw new FormatException("'blocks' is missing."), edit.Path);

        var added = parent.Children.GetRange(before, parent.Children.Count - before);
        edit.ContentChanged(parent, added);

        if ((string?)body["after"] is not { } after)
        {
            return;
        }

        parent.Children.RemoveRange(before, added.Count);

        // "start" puts them first.
        var position = after == "start" ? 0 : 1 + parent.Children.FindIndex(block => block.Id == reader.IdOf(after));
        parent.Children.InsertRange(position, added);
    }

    private static void EditBlock(Edit edit)
    {
        edit.Reader.ReplaceBlock(edit.Entity, edit.Body);
        edit.ContentChanged(edit.Entity, [edit.Entity]);
    }

    private static void TrashBlock(Edit edit)
    {
        var world = edit.Editor.World;
        var whole = world.Pages.GetValueOrDefault(edit.Entity.Id) ?? world.Databases.GetValueOrDefault(edit.Entity.Id);
        edit.Editor.SetTrash(world.Pages.GetValueOrDefault(edit.Entity.Id) ?? edit.Entity, true);

        if (whole is not null)
        {
            AddOfWhole(edit, whole, "deleted");
        }

        if (edit.Entity.Parent is { } around)
        {
            edit.ContentChanged(around, [edit.Entity]);
        }
    }

    private static void AddRows(Edit edit)
    {
        var source = edit.Entity;
        var before = source.Children.Count;
        edit.Reader.ReadRows(source, edit.Body["rows"], edit.Path);

        foreach (var row in source.Children.Skip(before))
        {
            AddCreated(edit, row, source);
        }
    }

    private static void AddComments(Edit edit)
    {
        var before = edit.Editor.World.Comments.GetValueOrDefault(edit.Entity.Id)?.Count ?? 0;
        edit.Reader.ReadComments(edit.Entity, edit.Body["comments"], edit.Path);

        edit.Events.AddRange(edit.Editor.World.Comments.GetValueOrDefault(edit.Entity.Id, [])
            .Skip(before)
            .Select(comment => NotionEvent.Comment(edit.Entity, Guid.Parse((string)comment["id"]!))));
    }

    private static void AddCreated(Edit edit, Entity page, Entity? parent)
    {
        edit.Events.Add(NotionEvent.Of(page, "created"));

        if (parent is { Kind: EntityKind.DataSource })
        {
            edit.Events.Add(NotionEvent.Of(parent, "content_updated"));
        }
        else if (parent is not null)
        {
            edit.ContentChanged(parent, [page]);
        }
    }

    // A database's data sources go with it.
    private static void AddOfWhole(Edit edit, Entity whole, string what)
    {
        edit.Events.Add(NotionEvent.Of(whole, what));

        if (whole.Kind == EntityKind.Database)
        {
            edit.Events.AddRange(whole.Children.Select(source => NotionEvent.Of(source, what)));
        }
    }

    private static Entity FindParent(World world, Guid id)
        => world.Pages.GetValueOrDefault(id)
            ?? world.DataSources.GetValueOrDefault(id)
            ?? world.Blocks.GetValueOrDefault(id)
            ?? throw new KeyNotFoundException($"There is no page, block or data source {id}.");

    private static bool IsSilent(JsonObject body) => (bool?)body["silent"] ?? false;

    // New in every edit, so that what is added without a key gets an id of its own.
    private static string PathOf(World world) => $"edit {world.Version}";
}
