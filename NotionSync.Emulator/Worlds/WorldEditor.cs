using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>Adds to a world and keeps it consistent: parents, child blocks, <c>has_children</c>, times.</summary>
internal sealed class WorldEditor(World world, DateTimeOffset now)
{
    public World World => world;

    /// <summary>The time that new and edited objects carry, as Notion writes it: floored to the minute.</summary>
    public string Now { get; } = Timestamp(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)));

    public static string Timestamp(DateTimeOffset time)
        => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The first person of the workspace, or the bot: who has written what names no author.</summary>
    public JsonObject Author => new()
    {
        ["object"] = "user",
        ["id"] = StableId.Text(world.Users.Count > 0 ? world.Users.GetAt(0).Key : world.BotId),
    };

    /// <summary>Adds a page. Under a page or block its <c>child_page</c> block is appended there; under a data source it is a row.</summary>
    public Entity AddPage(Entity? parent, Guid id, JsonObject properties, JsonNode? icon = null, JsonNode? cover = null)
    {
        var page = new Entity(id, EntityKind.Page, new JsonObject
        {
            ["object"] = "page",
            ["id"] = StableId.Text(id),
            ["created_time"] = Now,
            ["last_edited_time"] = Now,
            ["created_by"] = Author,
            ["last_edited_by"] = Author,
            ["cover"] = cover,
            ["icon"] = icon,
            ["parent"] = ParentJson(parent),
            ["in_trash"] = false,
            ["is_archived"] = false,
            ["is_locked"] = false,
            ["properties"] = properties,
            ["url"] = $"https://www.notion.so/{id:N}",
            ["public_url"] = null,
        })
        { Parent = parent };

        AddNew(world.Pages, page);

        if (parent is { Kind: EntityKind.DataSource })
        {
            parent.Children.Add(page);
            Register(parent, id, "child_page", new JsonObject { ["title"] = page.Title });
        }
        else
        {
            AddBlock(parent, id, "child_page", new JsonObject { ["title"] = page.Title });
        }

        return page;
    }

    /// <summary>Adds a page that has nothing but a title.</summary>
    public Entity AddPage(Entity? parent, Guid id, string title)
        => AddPage(parent, id, new JsonObject { ["title"] = TitleProperty(title) });

    public static JsonObject TitleProperty(string title)
        => new() { ["id"] = "title", ["type"] = "title", ["title"] = RichText.Of(title) };

    /// <summary>Appends a block to a page or block; with no parent it stands for a page or database at the top.</summary>
    public Entity AddBlock(Entity? parent, Guid id, string type, JsonObject payload)
    {
        var block = Register(parent, id, type, payload);

        if (parent is not null)
        {
            parent.Children.Add(block);
            MarkChildren(parent);
        }

        return block;
    }

    /// <summary>Adds a database, without data sources yet; its <c>child_database</c> block is appended to its parent.</summary>
    public Entity AddDatabase(Entity? parent, Guid id, string title, JsonArray description, bool inline, JsonNode? icon, JsonNode? cover)
    {
        var database = new Entity(id, EntityKind.Database, new JsonObject
        {
            ["object"] = "database",
            ["id"] = StableId.Text(id),
            ["title"] = RichText.Of(title),
            ["description"] = description,
            ["parent"] = ParentJson(parent),
            ["is_inline"] = inline,
            ["in_trash"] = false,
            ["is_locked"] = false,
            ["created_time"] = Now,
            ["last_edited_time"] = Now,
            ["data_sources"] = new JsonArray(),
            ["icon"] = icon,
            ["cover"] = cover,
            ["url"] = $"https://www.notion.so/{id:N}",
            ["public_url"] = null,
        })
        { Parent = parent };

        AddNew(world.Databases, database);
        AddBlock(parent, id, "child_database", new JsonObject { ["title"] = title });
        return database;
    }

    public Entity AddDataSource(Entity database, Guid id, string title, JsonObject properties)
    {
        var source = new Entity(id, EntityKind.DataSource, new JsonObject
        {
            ["object"] = "data_source",
            ["id"] = StableId.Text(id),
            ["cover"] = database.Json["cover"]?.DeepClone(),
            ["icon"] = database.Json["icon"]?.DeepClone(),
            ["created_time"] = Now,
            ["created_by"] = Author,
            ["last_edited_by"] = Author,
            ["last_edited_time"] = Now,
            ["title"] = RichText.Of(title),
            ["description"] = database.Json["description"]?.DeepClone(),
            ["is_inline"] = (bool)database.Json["is_inline"]!,
            ["properties"] = properties,
            ["parent"] = ParentJson(database),
            ["database_parent"] = database.Json["parent"]?.DeepClone(),
            ["url"] = (string)database.Json["url"]!,
            ["public_url"] = null,
            ["in_trash"] = false,
        })
        { Parent = database };

        AddNew(world.DataSources, source);
        database.Children.Add(source);
        database.Json["data_sources"]!.AsArray().Add(new JsonObject { ["id"] = StableId.Text(id), ["name"] = title });
        database.Changed();
        return source;
    }

    public JsonObject AddUser(Guid id, string name, string? email, JsonNode? avatar = null)
    {
        var user = new JsonObject
        {
            ["object"] = "user",
            ["id"] = StableId.Text(id),
            ["name"] = name,
            ["avatar_url"] = avatar,
            ["type"] = "person",
            ["person"] = email is null ? [] : new JsonObject { ["email"] = email },
        };

        world.Users[id] = user;
        return user;
    }

    public void AddComment(Entity on, string id, JsonArray text, Guid? by = null)
    {
        var author = by is { } given && world.Users.TryGetValue(given, out var user) ? user : null;

        if (!world.Comments.TryGetValue(on.Id, out var comments))
        {
            world.Comments[on.Id] = comments = [];
        }

        comments.Add(new JsonObject
        {
            ["object"] = "comment",
            ["id"] = StableId.Text(StableId.From(id)),
            ["parent"] = on.Kind == EntityKind.Page ? Reference("page_id", on.Id) : Reference("block_id", on.Id),
            ["discussion_id"] = StableId.Text(StableId.From($"{id}/discussion")),
            ["created_time"] = Now,
            ["last_edited_time"] = Now,
            ["created_by"] = author is null ? Author : new JsonObject { ["object"] = "user", ["id"] = (string)author["id"]! },
            ["rich_text"] = text,
            ["display_name"] = new JsonObject { ["type"] = "user", ["resolved_name"] = (string?)author?["name"] ?? "Someone" },
        });
    }

    /// <summary>Moves a page, database or block to the trash with all below it, or restores it at the end of its parent.</summary>
    public void SetTrash(Entity entity, bool inTrash)
    {
        foreach (var one in Below(entity))
        {
            one.InTrash = inTrash;
            one.Changed();
        }

        // A row stays where it is: a query for the trash finds it there.
        if (world.Blocks.GetValueOrDefault(entity.Id) is { Parent: { Kind: not EntityKind.DataSource } parent } block)
        {
            block.InTrash = inTrash;
            block.Changed();
            parent.Children.Remove(block);

            if (!inTrash)
            {
                parent.Children.Add(block);
            }

            MarkChildren(parent);
        }
    }

    /// <summary>Gives the page that contains this (or is it) a new edit time, and the object itself.</summary>
    public void Touch(Entity entity)
    {
        for (var next = entity; next is not null; next = next.Parent)
        {
            if (next == entity || next.Kind == EntityKind.Page)
            {
                next.LastEditedTime = Now;
                PropertyReader.FillComputed(next);
                next.Changed();
            }

            if (next.Kind == EntityKind.Page)
            {
                return;
            }
        }
    }

    public void Rename(Entity entity, JsonArray title)
    {
        if (entity.Kind == EntityKind.Page)
        {
            entity.TitleProperty!["title"] = title;
        }
        else
        {
            entity.Json["title"] = title;
        }

        entity.Changed();

        if (world.Blocks.GetValueOrDefault(entity.Id)?.Payload is { } payload)
        {
            payload["title"] = entity.Title;
            world.Blocks[entity.Id].Changed();
        }
    }

    /// <summary>Moves a page or database to the end of another parent, or with null to the top of the workspace.</summary>
    public void Move(Entity entity, Entity? parent)
    {
        var block = world.Blocks[entity.Id];
        entity.Parent?.Children.Remove(entity);
        block.Parent?.Children.Remove(block);

        if (block.Parent is { } former)
        {
            MarkChildren(former);
        }

        foreach (var moved in (Entity[])[entity, block])
        {
            moved.Parent = parent;
            moved.Json["parent"] = ParentJson(parent);
            moved.Changed();
        }

        if (parent is not null)
        {
            parent.Children.Add(parent.Kind == EntityKind.DataSource ? entity : block);
            MarkChildren(parent);
        }
    }

    /// <summary>An object and all that is contained in it, sub-pages and rows included.</summary>
    public IEnumerable<Entity> Below(Entity entity)
    {
        var open = new Stack<Entity>([entity]);

        while (open.TryPop(out var next))
        {
            yield return next;

            foreach (var child in next.Children)
            {
                open.Push(child);
            }

            if (next.Kind == EntityKind.Block && (world.Pages.GetValueOrDefault(next.Id) ?? world.Databases.GetValueOrDefault(next.Id)) is { } whole)
            {
                open.Push(whole);
            }
        }
    }

    /// <summary>What an object says of its parent.</summary>
    public static JsonObject ParentJson(Entity? parent) => parent switch
    {
        null => new() { ["type"] = "workspace", ["workspace"] = true },
        { Kind: EntityKind.Page } => Reference("page_id", parent.Id),
        { Kind: EntityKind.Block } => Reference("block_id", parent.Id),
        { Kind: EntityKind.Database } => Reference("database_id", parent.Id),
        { Parent: { } database } => new()
        {
            ["type"] = "data_source_id",
            ["data_source_id"] = StableId.Text(parent.Id),
            ["database_id"] = StableId.Text(database.Id),
        },
        _ => Reference("data_source_id", parent.Id),
    };

    /// <summary>Sets <c>has_children</c> of the block that stands for this page or is this block.</summary>
    public void MarkChildren(Entity parent)
    {
        var block = parent.Kind == EntityKind.Block ? parent : world.Blocks.GetValueOrDefault(parent.Id);
        var has = parent.Children.Count > 0;

        if (block is not null && (bool?)block.Json["has_children"] != has)
        {
            block.Json["has_children"] = has;
            block.Changed();
        }
    }

    private static void AddNew(Dictionary<Guid, Entity> entities, Entity entity)
    {
        if (!entities.TryAdd(entity.Id, entity))
        {
            throw new FormatException($"There is a {entity.Kind} {entity.Id} already ('{entity.Title}'); ids and keys name one thing each.");
        }
    }

    private Entity Register(Entity? parent, Guid id, string type, JsonObject payload)
    {
        var block = new Entity(id, EntityKind.Block, new JsonObject
        {
            ["object"] = "block",
            ["id"] = StableId.Text(id),
            ["parent"] = ParentJson(parent),
            ["created_time"] = Now,
            ["last_edited_time"] = Now,
            ["created_by"] = Author,
            ["last_edited_by"] = Author,
            ["has_children"] = type == "synced_block" && payload["synced_from"] is not null,
            ["in_trash"] = false,
            ["type"] = type,
            [type] = payload,
        })
        { Parent = parent };

        world.Blocks[id] = block;
        return block;
    }

    private static JsonObject Reference(string type, Guid id) => new() { ["type"] = type, [type] = StableId.Text(id) };
}
