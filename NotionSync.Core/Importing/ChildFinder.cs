using System.Text.Json;
using NotionSync.Notion;

namespace NotionSync.Importing;

/// <summary>Finds the pages and databases that lie in a page, wherever in its tree: in columns, toggles, synced blocks.</summary>
public static class ChildFinder
{
    public static IReadOnlyList<ChildBlock> Find(IReadOnlyList<Block> blocks)
    {
        var children = new List<ChildBlock>();
        var seen = new HashSet<NotionId>();
        var rest = new Stack<Block>(blocks.Reverse());

        while (rest.TryPop(out var block))
        {
            if (block.Type is "child_page" or "child_database")
            {
                // A synced block shows the same child again.
                if (!block.InTrash && seen.Add(block.Id))
                {
                    children.Add(new(block.Id, block.Type == "child_page" ? "page" : "database", ReadTitle(block), block.HasChildren, block.LastEditedAt));
                }

                continue;
            }

            for (var index = block.Children.Count - 1; index >= 0; index--)
            {
                rest.Push(block.Children[index]);
            }
        }

        return children;
    }

    private static string ReadTitle(Block block)
    {
        if (block.Payload.IsEmpty)
        {
            return string.Empty;
        }

        using var payload = JsonDocument.Parse(block.Payload);

        return payload.RootElement.GetText("title") ?? string.Empty;
    }
}

/// <summary>A page or database as its block in the parent shows it; the block's id is the page's or database's own.</summary>
/// <param name="Kind"><c>page</c> or <c>database</c>.</param>
public sealed record ChildBlock(NotionId Id, string Kind, string Title, bool HasChildren, DateTimeOffset? LastEditedAt)
{
    public NotionObject ToObject(NotionId parent)
        => new(Kind, Id, Title, $"https://www.notion.so/{Id.Value:N}", null, null, LastEditedAt, InTrash: false, new("page_id", parent), null, null, default);
}
