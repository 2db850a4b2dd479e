using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator.Files;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Markdown;

/// <summary>
/// Writes blocks in the dialect of Notion's Markdown endpoint, as far as its documentation tells it: tabs for nesting,
/// XML-like tags for what Markdown lacks, <c>&lt;unknown/&gt;</c> for what the endpoint leaves out.
/// </summary>
internal sealed class MarkdownWriter(World world, Viewer viewer, FileLinks links)
{
    /// <summary>The endpoint stops after about this many records.</summary>
    private const int MaxBlocks = 20_000;

    private const int MaxDepth = 100;

    private readonly StringBuilder _text = new();
    private readonly HashSet<Guid> _open = [];
    private int _blocks;

    public List<Guid> Unknown { get; } = [];

    public bool IsTruncated { get; private set; }

    public override string ToString() => _text.ToString();

    public void WriteChildren(Guid id, int depth)
    {
        if (depth > MaxDepth || !_open.Add(id))
        {
            return;
        }

        var number = 0;

        foreach (var child in world.FindChildren(id, viewer) ?? [])
        {
            if (++_blocks > MaxBlocks)
            {
                IsTruncated = true;
                break;
            }

            number = child.Type == "numbered_list_item" ? number + 1 : 0;
            Write(child, depth, number);
        }

        _open.Remove(id);
    }

    private void Write(Entity block, int depth, int number)
    {
        var payload = block.Payload ?? [];
        var text = InlineMarkdown.Write(payload["rich_text"]);

        switch (block.Type)
        {
            case "paragraph":
                Line(depth, text.Length == 0 ? "<empty-block/>" : text);
                WriteChildren(block.Id, depth + 1);
                break;
            case "heading_1" or "heading_2" or "heading_3" or "heading_4":
                Line(depth, $"{new string('#', block.Type[^1] - '0')} {text}{((bool?)payload["is_toggleable"] == true ? " {toggle=\"true\"}" : "")}");
                WriteChildren(block.Id, depth + 1);
                break;
            case "bulleted_list_item":
                Item(block, depth, $"- {text}");
                break;
            case "numbered_list_item":
                Item(block, depth, $"{number}. {text}");
                break;
            case "to_do":
                Item(block, depth, $"- [{((bool?)payload["checked"] == true ? "x" : " ")}] {text}");
                break;
            case "quote":
                Item(block, depth, $"> {text.Replace("\n", "<br>", StringComparison.Ordinal)}");
                break;
            case "toggle":
                Tagged(block, depth, "<details>", "</details>", $"<summary>{text}</summary>");
                break;
            case "callout":
                Tagged(block, depth, $"<callout{Attribute("icon", (string?)payload["icon"]?["emoji"])}{Attribute("color", (string?)payload["color"])}>", "</callout>", text);
                break;
            case "code":
                Line(depth, $"```{(string?)payload["language"]}\n{RichText.Plain(payload["rich_text"])}\n```");
                break;
            case "equation":
                Line(depth, $"$$\n{(string?)payload["expression"]}\n$$");
                break;
            case "divider":
                Line(depth, "---");
                break;
            case "table_of_contents":
                Line(depth, "<table_of_contents/>");
                break;
            case "table":
                WriteTable(block, depth);
                break;
            case "column_list":
                Tagged(block, depth, "<columns>", "</columns>");
                break;
            case "column":
                Tagged(block, depth, "<column>", "</column>");
                break;
            case "tab":
                Tagged(block, depth, "<tabs>", "</tabs>");
                break;
            case "synced_block" when payload["synced_from"] is null:
                Tagged(block, depth, $"<synced_block{Url(block.Id)}>", "</synced_block>");
                break;
            case "synced_block":
                Tagged(block, depth, $"<synced_block_reference{Url(block.Id)}>", "</synced_block_reference>");
                break;
            case "image":
                Line(depth, $"![{InlineMarkdown.Write(payload["caption"])}]({FileUrl(payload)})");
                break;
            case "video" or "audio" or "file" or "pdf":
                Line(depth, $"<{block.Type} src=\"{FileUrl(payload)}\">{InlineMarkdown.Write(payload["caption"])}</{block.Type}>");
                break;
            case "child_page":
                Line(depth, $"<page{Url(block.Id)}>{block.Title}</page>");
                break;
            case "child_database" when world.Databases.ContainsKey(block.Id):
                Line(depth, $"<database{Url(block.Id)}>{block.Title}</database>");
                break;
            case "link_to_page" when StableId.TryRead((string?)payload["page_id"], out var target):
                Line(depth, $"<page{Url(target)}/>");
                break;
            case "meeting_notes":
                Tagged(block, depth, "<meeting-notes>", "</meeting-notes>", RichText.Plain(payload["title"]));
                break;
            default:
                Unknown.Add(block.Id);
                Line(depth, $"<unknown{Url(block.Id)} alt=\"{(block.Type == "unsupported" ? (string?)payload["block_type"] : block.Type)}\"/>");
                break;
        }
    }

    private void WriteTable(Entity table, int depth)
    {
        Line(depth, $"<table{((bool?)table.Payload?["has_column_header"] == true ? " header-row=\"true\"" : "")}>");

        foreach (var row in world.FindChildren(table.Id, viewer) ?? [])
        {
            var cells = (row.Payload?["cells"] as JsonArray ?? []).Select(cell => $"<td>{InlineMarkdown.Write(cell).Replace("\n", "<br>", StringComparison.Ordinal)}</td>");
            Line(depth, $"<tr>{string.Concat(cells)}</tr>");
        }

        Line(depth, "</table>");
    }

    private void Item(Entity block, int depth, string line)
    {
        Line(depth, line);
        WriteChildren(block.Id, depth + 1);
    }

    private void Tagged(Entity block, int depth, string start, string end, string? first = null)
    {
        Line(depth, start);

        if (!string.IsNullOrEmpty(first))
        {
            Line(depth, first);
        }

        WriteChildren(block.Id, depth + 1);
        Line(depth, end);
    }

    private void Line(int depth, string text)
    {
        foreach (var line in text.Split('\n'))
        {
            _text.Append('\t', depth).Append(line).Append('\n');
        }
    }

    private string FileUrl(JsonObject payload)
    {
        var url = (string?)payload["file"]?["url"] ?? (string?)payload["external"]?["url"] ?? "";
        return url.StartsWith("emulator-", StringComparison.Ordinal) ? links.Resolve(url) : url;
    }

    private static string Url(Guid id) => $" url=\"https://www.notion.so/{id:N}\"";

    private static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{value}\"";
}
