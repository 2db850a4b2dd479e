using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Notion;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Markdown;

/// <summary>The recorded pages, lists and blocks, whatever way their recorders nested them.</summary>
internal static class CorpusPages
{
    private static readonly string[] Kinds = ["tree", "tree_export", "block_children", "block", "pairs"];

    private static readonly string[] NestedNames = ["children", "table_rows", "columns", "items"];

    public static IEnumerable<string> Names()
        => Corpus.Folder is not { } folder
            ? []
            : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path))
                .Where(path => Kinds.Contains(path.Split(Path.DirectorySeparatorChar)[1]))
                .Order(StringComparer.Ordinal);

    /// <summary>The blocks of a recording, and their JSON with all children under <c>children</c>; none where it holds no blocks.</summary>
    public static (IReadOnlyList<Block> Blocks, JsonArray Json) Read(string name)
    {
        var json = JsonNode.Parse(File.ReadAllText(Corpus.Path(name)), documentOptions: new() { MaxDepth = 512 })!;
        var blocks = new JsonArray();

        if (json is JsonObject { } tree && tree["root"] is { } root && tree["children"] is JsonObject children)
        {
            Nest(root.GetValue<string>(), children, blocks, depth: 0);
        }
        else
        {
            var list = json as JsonArray ?? json["results"] as JsonArray ?? json["blocks"] as JsonArray ?? (json["object"]?.GetValue<string>() == "block" ? [json.DeepClone()] : []);

            foreach (var block in list)
            {
                if (block is JsonObject given && given["type"] is not null)
                {
                    blocks.Add(Normalize(given));
                }
            }
        }

        return ([.. blocks.Select(block => Build(block!.AsObject()))], blocks);
    }

    private static void Nest(string id, JsonObject children, JsonArray target, int depth)
    {
        var own = children[id] ?? children[id.Replace("-", "", StringComparison.Ordinal)];

        if (own is not JsonArray list || depth > 64)
        {
            return;
        }

        foreach (var child in list.OfType<JsonObject>())
        {
            var block = child.DeepClone().AsObject();
            block.Remove("children");
            var inner = new JsonArray();

            if (block["id"] is { } childId && block["type"]?.GetValue<string>() is not ("child_page" or "child_database"))
            {
                Nest(childId.GetValue<string>(), children, inner, depth + 1);
            }

            block["children"] = inner;
            target.Add(block);
        }
    }

    // Recorders put children beside the payload, into it, or under a name of their own.
    private static JsonObject Normalize(JsonObject given)
    {
        var block = given.DeepClone().AsObject();
        var type = block["type"]!.GetValue<string>();
        var nested = block["children"] as JsonArray ?? block["blocks"] as JsonArray ?? NestedNames.Select(name => (block[type] as JsonObject)?[name]).OfType<JsonArray>().FirstOrDefault();
        var children = new JsonArray();

        if (type is not ("child_page" or "child_database"))
        {
            foreach (var child in (nested ?? []).OfType<JsonObject>().Where(child => child["type"] is not null))
            {
                children.Add(Normalize(child));
            }
        }

        foreach (var name in NestedNames)
        {
            (block[type] as JsonObject)?.Remove(name);
        }

        block.Remove("blocks");
        block["children"] = children;
        return block;
    }

    private static Block Build(JsonObject json)
    {
        var block = BlockJson.ReadBlock(Encoding.UTF8.GetBytes(json.ToJsonString()));
        block.Children = [.. json["children"]!.AsArray().Select(child => Build(child!.AsObject()))];
        return block;
    }
}
