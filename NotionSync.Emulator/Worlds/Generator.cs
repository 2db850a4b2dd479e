using System.Globalization;
using System.Text.Json.Nodes;

namespace NotionSync.Emulator.Worlds;

/// <summary>Adds pages made up by numbers: the same numbers give the same pages, ids and bytes.</summary>
internal sealed class Generator(WorldEditor editor)
{
    private static readonly string[] Words = ["access", "audit", "backup", "control", "customer", "data", "encryption", "incident", "policy", "recovery", "review", "vendor"];

    // Rows are created a minute apart, so that windows of creation time can tell them apart.
    private static readonly DateTimeOffset FirstRow = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WorldReader _reader = new(editor);
    private int _number;

    /// <summary>Adds what the specification says under a new page at the top of the workspace.</summary>
    public Entity Add(GeneratorSpecification specification)
    {
        var world = editor.World;
        var path = $"generated {world.Pages.Count} {specification.Kind}";
        var root = editor.AddPage(null, StableId.From($"{world.Name}/{path}"), specification.Title ?? TitleOf(specification));

        switch (specification.Kind)
        {
            case "pages":
                AddPages(root, specification, path);
                break;
            case "flat":
                AddParagraphs(root, specification.Number("children", 250), path);
                break;
            case "deep":
                AddNested(root, specification.Number("depth", 35), path);
                break;
            case "cycle":
                AddCycle(root, path);
                break;
            case "database":
                AddDatabase(root, specification, $"{path}/database");
                break;
            case "relations":
                AddRelations(root, specification.Number("references", 60), path);
                break;
            default:
                AddFile(root, specification.Number("megabytes", 60), path);
                break;
        }

        return root;
    }

    private static string TitleOf(GeneratorSpecification specification)
        => $"Generated: {specification.Kind} {string.Join(" ", specification.Numbers.Select(number => $"{number.Value} {number.Key}"))}".TrimEnd();

    // A chain of sections of the given depth per branch, filled breadth first until there are enough pages.
    private void AddPages(Entity root, GeneratorSpecification specification, string path)
    {
        const int Fan = 10;
        var wanted = specification.Number("pages", 20);
        var depth = specification.Number("depth", 3);
        var blocks = specification.Number("blocks", 10);
        var files = specification.Number("files", 0);
        var open = new Queue<(Entity Page, int Level)>([(root, 1)]);
        var made = 0;

        while (made < wanted)
        {
            var (parent, level) = open.Dequeue();
            var fan = level >= depth && open.Count == 0 ? wanted - made : Math.Min(Fan, wanted - made);

            for (var index = 0; index < fan; index++)
            {
                var pagePath = $"{path}/{made}";
                var page = editor.AddPage(parent, StableId.From($"{editor.World.Name}/{pagePath}"), $"Page {++made} {Words[made % Words.Length]}");
                AddContent(page, blocks, made <= files, pagePath);

                if (level < depth)
                {
                    open.Enqueue((page, level + 1));
                }
            }

            if (open.Count == 0 && made < wanted)
            {
                open.Enqueue((root, depth));
            }
        }
    }

    private void AddContent(Entity page, int count, bool hasFile, string path)
    {
        var blocks = new JsonArray();

        for (var index = 0; index < count; index++)
        {
            blocks.Add((index % 8) switch
            {
                0 => new JsonObject { ["heading_2"] = Sentence(3) },
                3 => new JsonObject { ["bulleted_list_item"] = Sentence(6) },
                4 => new JsonObject { ["numbered_list_item"] = Sentence(6) },
                5 => new JsonObject { ["to_do"] = new JsonObject { ["text"] = Sentence(5), ["checked"] = index % 2 == 0 } },
                6 => new JsonObject { ["quote"] = Sentence(9) },
                7 when count - index > 2 => new JsonObject { ["toggle"] = Sentence(4), ["children"] = new JsonArray(Sentence(12)) },
                _ => (JsonNode)Sentence(15),
            });
        }

        if (hasFile)
        {
            blocks.Add(new JsonObject { ["pdf"] = new JsonObject { ["file"] = new JsonObject { ["name"] = $"{page.Title}.pdf", ["text"] = $"{page.Title}\n{path}" } } });
        }

        _reader.ReadBlocks(page, blocks, path);
    }

    private void AddParagraphs(Entity root, int count, string path)
    {
        for (var index = 0; index < count; index++)
        {
            editor.AddBlock(root, StableId.From($"{editor.World.Name}/{path}/{index}"), "paragraph", Paragraph($"Paragraph {index + 1} of {count}"));
        }
    }

    private void AddNested(Entity root, int depth, string path)
    {
        var parent = root;

        for (var level = 1; level <= depth; level++)
        {
            parent = editor.AddBlock(parent, StableId.From($"{editor.World.Name}/{path}/{level}"), "bulleted_list_item", Paragraph($"Level {level}"));
        }
    }

    // A synced block that contains a copy of itself, and two that contain copies of each other.
    private void AddCycle(Entity root, string path)
    {
        var one = AddSynced(root, null, $"{path}/one");
        var two = AddSynced(root, null, $"{path}/two");
        var self = AddSynced(root, null, $"{path}/self");

        foreach (var (original, copied, name) in (ReadOnlySpan<(Entity, Entity, string)>)[(one, two, "two"), (two, one, "one"), (self, self, "self")])
        {
            editor.AddBlock(original, StableId.From($"{editor.World.Name}/{path}/{name}/text"), "paragraph", Paragraph($"Before the copy of {name}"));
            AddSynced(original, copied.Id, $"{path}/copy of {name}");
        }
    }

    private Entity AddSynced(Entity parent, Guid? from, string path)
        => editor.AddBlock(parent, StableId.From($"{editor.World.Name}/{path}"), "synced_block", new JsonObject
        {
            ["synced_from"] = from is { } id ? new JsonObject { ["type"] = "block_id", ["block_id"] = StableId.Text(id) } : null,
        });

    private void AddDatabase(Entity root, GeneratorSpecification specification, string path)
    {
        var rows = new JsonArray();

        for (var index = 1; index <= specification.Number("rows", 30); index++)
        {
            rows.Add(new JsonObject
            {
                ["title"] = $"Row {index} {Words[index % Words.Length]}",
                ["created"] = FirstRow.AddMinutes(index).ToString("O", CultureInfo.InvariantCulture),
                ["values"] = new JsonObject
                {
                    ["Number"] = index,
                    ["Text"] = Sentence(4),
                    ["Category"] = Words[index % Words.Length],
                    ["Done"] = index % 3 == 0,
                },
                ["blocks"] = new JsonArray([.. Enumerable.Range(0, specification.Number("blocks", 1)).Select(_ => (JsonNode)Sentence(10))]),
            });
        }

        _reader.ReadDatabase(root, new JsonObject
        {
            ["title"] = $"Database of {rows.Count} rows",
            ["properties"] = new JsonObject
            {
                ["Name"] = "title",
                ["Number"] = "number",
                ["Text"] = "rich_text",
                ["Category"] = "select",
                ["Done"] = "checkbox",
                ["Created"] = "created_time",
                ["Edited"] = "last_edited_time",
            },
            ["rows"] = rows,
        }, path);
    }

    // A row with more relations, people and mentions than a page object shows.
    private void AddRelations(Entity root, int count, string path)
    {
        var users = Enumerable.Range(1, count).Select(index => StableId.From($"{editor.World.Name}/{path}/person {index}")).ToList();

        for (var index = 0; index < count; index++)
        {
            editor.AddUser(users[index], $"Person {index + 1}", $"person{index + 1}@example.com");
        }

        var rows = new JsonArray([.. Enumerable.Range(1, count).Select(index => new JsonObject { ["key"] = $"{path}/target {index}", ["title"] = $"Target {index}" })]);
        rows.Add(new JsonObject
        {
            ["title"] = "Row with many references",
            ["values"] = new JsonObject
            {
                ["Related"] = new JsonArray([.. Enumerable.Range(1, count).Select(index => (JsonNode)$"{path}/target {index}")]),
                ["People"] = new JsonArray([.. users.Select(user => (JsonNode)StableId.Text(user))]),
                ["Mentions"] = new JsonArray([.. users.Select((user, index) => new JsonObject { ["mention"] = new JsonObject { ["user"] = StableId.Text(user) }, ["text"] = $"@Person {index + 1}" })]),
            },
        });

        _reader.ReadDatabase(root, new JsonObject
        {
            ["title"] = "References",
            ["key"] = $"{path}/database",
            ["properties"] = new JsonObject
            {
                ["Name"] = "title",
                ["Related"] = new JsonObject { ["type"] = "relation", ["to"] = $"{path}/database" },
                ["People"] = "people",
                ["Mentions"] = "rich_text",
            },
            ["rows"] = rows,
        }, path);
    }

    private void AddFile(Entity root, int megabytes, string path)
        => _reader.ReadBlocks(root, new JsonArray(new JsonObject
        {
            ["pdf"] = new JsonObject { ["file"] = new JsonObject { ["name"] = $"{megabytes} MB.pdf", ["text"] = $"A file of {megabytes} MB", ["megabytes"] = megabytes } },
        }), path);

    private static JsonObject Paragraph(string text) => new() { ["rich_text"] = RichText.Of(text), ["color"] = "default" };

    private string Sentence(int words)
    {
        var seed = (uint)++_number;
        var sentence = string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[(int)((seed = (seed * 1664525) + 1013904223) >> 16) % Words.Length]));
        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }
}
