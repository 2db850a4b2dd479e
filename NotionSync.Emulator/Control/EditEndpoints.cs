using System.Text.Json.Nodes;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Control;

/// <summary>
/// What people do in Notion, for tests: add, edit, move, rename, share and trash pages, blocks and rows. Ids may be keys
/// of the world. Each edit sets the edit time of the page as Notion does; <c>"silent": true</c> leaves it.
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

                return added;
            },
            state.Clock.GetUtcNow());

        await ControlReply.SendAsync(context, new JsonObject { ["id"] = StableId.Text(page.Id) }, status: 201);
    }

    private async Task EditAsync(
        HttpContext context,
        Func<World, Dictionary<Guid, Entity>> kind,
        Action<WorldEditor, WorldReader, Entity, JsonObject> edit,
        Func<World, Dictionary<Guid, Entity>>? otherKind = null,
        bool hasBody = true)
    {
        var body = hasBody ? await ControlReply.ReadObjectAsync(context) : [];
        var world = state.World;

        var id = world.Write(
            editor =>
            {
                var reader = new WorldReader(editor);
                var wanted = reader.IdOf((string)context.Request.RouteValues["id"]!);
                var entity = kind(world).GetValueOrDefault(wanted)
                    ?? otherKind?.Invoke(world).GetValueOrDefault(wanted)
                    ?? throw new KeyNotFoundException($"There is no {wanted}.");

                edit(editor, reader, entity, body);

                if (!IsSilent(body) && edit != AddComments)
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

        await ControlReply.SendAsync(context, new JsonObject { ["id"] = StableId.Text(id) });
    }

    private static void EditPage(WorldEditor editor, WorldReader reader, Entity page, JsonObject body)
    {
        if (body["title"] is { } title)
        {
            editor.Rename(page, reader.ReadText(title));
        }

        if (body.ContainsKey("icon"))
        {
            page.Json["icon"] = reader.ReadIcon(body["icon"]);
        }

        if (body.ContainsKey("cover"))
        {
            page.Json["cover"] = reader.ReadCover(body["cover"]);
        }

        if ((bool?)body["locked"] is { } locked)
        {
            page.Json["is_locked"] = locked;
        }

        if ((bool?)body["shared"] is { } shared)
        {
            page.IsShared = shared;
        }

        if (body["values"] is JsonObject values)
        {
            reader.ReadValues(page, values);
        }

        if (body.ContainsKey("parent"))
        {
            editor.Move(page, (string?)body["parent"] is { } parent ? FindParent(editor.World, reader.IdOf(parent)) : null);
        }

        if ((bool?)body["trashed"] is { } trashed)
        {
            editor.SetTrash(page, trashed);
        }
    }

    private static void AddBlocks(WorldEditor editor, WorldReader reader, Entity parent, JsonObject body)
    {
        var before = parent.Children.Count;
        reader.ReadBlocks(parent, body["blocks"] ?? throw new FormatException("'blocks' is missing."), PathOf(editor.World));

        if ((string?)body["after"] is not { } after)
        {
            return;
        }

        var added = parent.Children.GetRange(before, parent.Children.Count - before);
        parent.Children.RemoveRange(before, added.Count);

        // "start" puts them first.
        var position = after == "start" ? 0 : 1 + parent.Children.FindIndex(block => block.Id == reader.IdOf(after));
        parent.Children.InsertRange(position, added);
    }

    private static void EditBlock(WorldEditor editor, WorldReader reader, Entity block, JsonObject body)
        => reader.ReplaceBlock(block, body);

    private static void TrashBlock(WorldEditor editor, WorldReader reader, Entity block, JsonObject body)
        => editor.SetTrash(editor.World.Pages.GetValueOrDefault(block.Id) ?? block, true);

    private static void AddRows(WorldEditor editor, WorldReader reader, Entity source, JsonObject body)
        => reader.ReadRows(source, body["rows"], PathOf(editor.World));

    private static void AddComments(WorldEditor editor, WorldReader reader, Entity on, JsonObject body)
        => reader.ReadComments(on, body["comments"], PathOf(editor.World));

    private static Entity FindParent(World world, Guid id)
        => world.Pages.GetValueOrDefault(id)
            ?? world.DataSources.GetValueOrDefault(id)
            ?? world.Blocks.GetValueOrDefault(id)
            ?? throw new KeyNotFoundException($"There is no page, block or data source {id}.");

    private static bool IsSilent(JsonObject body) => (bool?)body["silent"] ?? false;

    // New in every edit, so that what is added without a key gets an id of its own.
    private static string PathOf(World world) => $"edit {world.Version}";
}
