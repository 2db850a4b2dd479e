using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

/// <summary>
/// Writes the outline that the Markdown of a block tree must have, from the blocks' JSON. Reads it on its own, so that
/// a mistake of the converter is not made here again.
/// </summary>
internal sealed class BlockOutline
{
    private static readonly string[] Items = ["bulleted_list_item", "to_do"];

    private readonly Outline _outline = new();
    private readonly IReadOnlyDictionary<NotionId, string> _attachments;
    private int _headingLevel;

    private BlockOutline(IReadOnlyDictionary<NotionId, string> attachments) => _attachments = attachments;

    public static string Of(IReadOnlyList<Block> blocks, IReadOnlyDictionary<NotionId, string>? attachments = null)
    {
        var outline = new BlockOutline(attachments ?? new Dictionary<NotionId, string>());
        outline.AddBlocks(blocks);
        return outline._outline.ToString();
    }

    private void AddBlocks(IReadOnlyList<Block> blocks)
    {
        for (var i = 0; i < blocks.Count;)
        {
            if (blocks[i].InTrash)
            {
                i++;
            }
            else if (Items.Contains(blocks[i].Type))
            {
                var run = blocks.Skip(i).TakeWhile(block => Items.Contains(block.Type) && !block.InTrash).ToList();
                AddList("ul", run, (_, payload, type) => type == "to_do" ? (payload["checked"]?.GetValue<bool>() is true ? "- [x]" : "- [ ]") : "-");
                i += run.Count;
            }
            else if (blocks[i].Type == "numbered_list_item")
            {
                i += AddNumberedRun(blocks, i);
            }
            else if (blocks[i].Type == "table_row")
            {
                var rows = blocks.Skip(i).TakeWhile(block => block.Type == "table_row").ToList();
                AddTable(rows, []);
                i += rows.Count;
            }
            else
            {
                Add(blocks[i]);
                i++;
            }
        }
    }

    private int AddNumberedRun(IReadOnlyList<Block> blocks, int index)
    {
        var first = Payload(blocks[index]);
        var format = Format(first);
        var start = first["list_start_index"]?.GetValue<int>() ?? 1;

        var run = blocks.Skip(index)
            .TakeWhile((block, place) => block is { Type: "numbered_list_item", InTrash: false } && Format(Payload(block)) == format
                && (place == 0 || Payload(block)["list_start_index"]?.GetValue<int>() is not { } given || given == start + place))
            .ToList();

        AddList(format == "1" ? "ol" : $"ol {format}", run, (place, _, _) => $"{start + place}.");
        return run.Count;
    }

    private static string Format(JsonObject payload) => payload["list_format"]?.GetValue<string>() switch
    {
        "letters" => "a",
        "roman" => "i",
        _ => "1",
    };

    private void AddList(string kind, List<Block> items, Func<int, JsonObject, string, string> marker)
    {
        _outline.Open(kind);

        for (var place = 0; place < items.Count; place++)
        {
            var payload = Payload(items[place]);
            _outline.Open(marker(place, payload, items[place].Type));
            AddParagraph(Text(payload));
            AddChildren(items[place]);
            _outline.Close();
        }

        _outline.Close();
    }

    private void Add(Block block)
    {
        var payload = Payload(block);

        switch (block.Type)
        {
            case "paragraph":
                AddParagraph(Text(payload));
                AddChildren(block);
                break;
            case "heading_1" or "heading_2" or "heading_3" or "heading_4":
                AddHeading(block, payload);
                break;
            case "toggle":
                AddDetails("summary", block, payload);
                break;
            case "template" when block.Children.Count > 0:
                AddDetails("summary", block, payload);
                break;
            case "template":
                AddParagraph(Text(payload));
                break;
            case "quote":
                _outline.Open("quote");
                AddParagraph(Text(payload));
                AddChildren(block);
                _outline.Close();
                break;
            case "callout":
                _outline.Open("quote");
                AddParagraph(WithIcon(payload));
                AddChildren(block);
                _outline.Close();
                break;
            case "code":
                var code = string.Concat(Runs(payload).Select(run => PlainText(run))).Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "⏎", StringComparison.Ordinal);
                _outline.Add($"code {Language(payload)}: {code}");
                AddParagraph(Text(payload, "caption"));
                AddChildren(block);
                break;
            case "equation":
                _outline.Add("math", Outline.Inline.Of(payload["expression"]?.GetValue<string>() ?? string.Empty));
                break;
            case "divider":
                _outline.Add("hr");
                break;
            case "table":
                AddTable(block.Children, payload);
                break;
            case "breadcrumb" or "table_of_contents":
                break;
            case "column_list" or "column" or "synced_block":
                AddChildren(block);
                break;
            case "tab":
                AddTabs(block);
                break;
            case "child_page" or "child_database":
                AddLink(NonEmpty(payload["title"]?.GetValue<string>()) ?? "Untitled", NotionUrls.Of(block.Id));
                break;
            case "link_to_page":
                var target = (payload["page_id"] ?? payload["database_id"]) is { } id ? NotionUrls.Of(NotionId.Parse(id.GetValue<string>())) : null;
                AddLink(target!, target!);
                break;
            case "bookmark" or "embed" or "link_preview":
                AddBookmark(payload);
                break;
            case "image" or "video" or "audio" or "pdf" or "file":
                AddMedia(block, payload);
                break;
            case "unsupported":
                AddPlaceholder(block, payload["block_type"] is { } inner ? $"Unsupported block: {inner.GetValue<string>()}" : "Unsupported block");
                break;
            default:
                AddPlaceholder(block, $"Unknown block: {block.Type}");
                AddParagraph(Text(payload));
                AddChildren(block);
                break;
        }
    }

    private void AddHeading(Block block, JsonObject payload)
    {
        _headingLevel = block.Type[^1] - '0';

        if (payload["is_toggleable"]?.GetValue<bool>() is true && (block.HasChildren || block.Children.Count > 0))
        {
            AddDetails($"summary h{_headingLevel}", block, payload);
            return;
        }

        _outline.Add($"h{_headingLevel}", Text(payload));
        AddChildren(block);
    }

    private void AddDetails(string kind, Block block, JsonObject payload)
    {
        _outline.Open("details");
        _outline.Add(kind, ReadRuns(Runs(payload), false, isInHtml: true));
        AddChildren(block);
        _outline.Close();
    }

    private void AddTable(IReadOnlyList<Block> children, JsonObject payload)
    {
        var rows = children.Select(row => (Payload(row)["cells"] as JsonArray)?.Select(cell => cell!.AsArray()).ToList() ?? []).ToList();
        var width = Math.Max(payload["table_width"]?.GetValue<int>() ?? 0, rows.Select(row => row.Count).DefaultIfEmpty().Max());
        var hasHeader = payload["has_column_header"]?.GetValue<bool>() is true && rows.Count > 0;
        var boldFirst = payload["has_row_header"]?.GetValue<bool>() is true;

        if (width == 0)
        {
            return;
        }

        string Row(List<JsonArray> cells) => string.Join(" | ", Enumerable.Range(0, width).Select(i => i < cells.Count ? ReadRuns(cells[i], boldFirst && i == 0, isInTable: true).ToString() : string.Empty));

        _outline.Open("table");
        _outline.Add("header | " + Row(hasHeader ? rows[0] : []));

        foreach (var row in rows.Skip(hasHeader ? 1 : 0))
        {
            _outline.Add("row | " + Row(row));
        }

        _outline.Close();
    }

    private void AddTabs(Block block)
    {
        var outer = _headingLevel;

        foreach (var tab in block.Children)
        {
            _headingLevel = Math.Min(outer + 1, 6);
            _outline.Add($"h{_headingLevel}", WithIcon(Payload(tab)));
            AddChildren(tab);
        }

        _headingLevel = outer;
    }

    private void AddBookmark(JsonObject payload)
    {
        var url = payload["url"]?.GetValue<string>() ?? string.Empty;
        var text = Outline.Inline.Of(url, Outline.Inline.Marks(false, false, false, false, false, url));
        AddCaption(text, payload);
    }

    private void AddMedia(Block block, JsonObject payload)
    {
        var isHosted = payload["file"] is not null;
        var url = (payload["file"] ?? payload["external"])?["url"]?.GetValue<string>() ?? string.Empty;
        var name = NonEmpty(payload["name"]?.GetValue<string>()) ?? Uri.UnescapeDataString(Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.AbsolutePath.TrimEnd('/').Split('/')[^1] : string.Empty);
        var label = block.Type switch { "pdf" => "PDF", _ => char.ToUpperInvariant(block.Type[0]) + block.Type[1..] };
        var caption = string.Concat(Runs(payload, "caption").Select(PlainText)).Trim();

        if (_attachments.TryGetValue(block.Id, out var stored))
        {
            url = $"attachments/{stored}";
        }
        else if (isHosted || url.Length == 0)
        {
            var placeholder = Outline.Inline.Of(name.Length > 0 ? $"{label}, not stored: {name}" : $"{label}, not stored", Outline.Inline.Marks(false, true, false, false, false, NotionUrls.Of(block.Id)));
            AddCaption(placeholder, payload);
            return;
        }

        var link = Outline.Inline.Marks(false, false, false, false, false, url);
        var text = new Outline.Inline();

        if (block.Type == "image")
        {
            text.Add("image(");
            text.Add(caption.Length > 0 ? caption : name, link);
            text.Add(")");
        }
        else
        {
            text.Add(name.Length > 0 ? name : label, link);
        }

        AddCaption(text, payload);
    }

    private void AddCaption(Outline.Inline text, JsonObject payload)
    {
        text.Add("\n");
        ReadRuns(Runs(payload, "caption"), false, text);
        AddParagraph(text);
    }

    private void AddLink(string text, string url) => AddParagraph(Outline.Inline.Of(text, Outline.Inline.Marks(false, false, false, false, false, url)));

    private void AddPlaceholder(Block block, string what)
        => AddParagraph(Outline.Inline.Of(what, Outline.Inline.Marks(false, true, false, false, false, NotionUrls.Of(block.Id))));

    private void AddParagraph(Outline.Inline text)
    {
        if (!text.IsEmpty)
        {
            _outline.Add("p", text);
        }
    }

    private void AddChildren(Block block)
    {
        AddBlocks(block.Children);

        if (block.Gap is not BlockGap.None)
        {
            AddPlaceholder(block, block.Gap switch
            {
                BlockGap.TooDeep => "More, nested too deeply to be shown",
                BlockGap.Cycle => "The same content again",
                _ => "Content that Notion does not share",
            });
        }
    }

    private static Outline.Inline WithIcon(JsonObject payload)
    {
        var inline = new Outline.Inline();

        if (payload["icon"]?["emoji"]?.GetValue<string>() is { } emoji)
        {
            inline.Add(emoji + " ");
        }
        else if (payload["icon"]?["custom_emoji"]?["name"]?.GetValue<string>() is { } custom)
        {
            inline.Add($":{custom}: ");
        }

        ReadRuns(Runs(payload), false, inline);
        return inline;
    }

    private static Outline.Inline Text(JsonObject payload, string property = "rich_text") => ReadRuns(Runs(payload, property), false);

    private static JsonArray Runs(JsonObject payload, string property = "rich_text")
        => payload[property] as JsonArray ?? (property == "rich_text" ? payload["text"] as JsonArray : null) ?? [];

    private static Outline.Inline ReadRuns(JsonArray runs, bool isBold, Outline.Inline? into = null, bool isInTable = false, bool isInHtml = false)
    {
        var inline = into ?? new Outline.Inline();

        foreach (var run in runs.OfType<JsonObject>())
        {
            bool Has(string name) => run["annotations"]?[name]?.GetValue<bool>() is true;
            var isEquation = run["equation"] is not null;
            var link = NonEmpty(run["mention"]?["link_mention"]?["href"]?.GetValue<string>())
                ?? NonEmpty(run["mention"]?["link_preview"]?["url"]?.GetValue<string>())
                ?? NonEmpty(run["text"]?["link"]?["url"]?.GetValue<string>())
                ?? NonEmpty(run["href"]?.GetValue<string>());
            link = link is null && (run["mention"]?["page"] ?? run["mention"]?["database"])?["id"] is { } id ? NotionUrls.Of(NotionId.Parse(id.GetValue<string>())) : link;
            link = link?.StartsWith('/') is true ? "https://www.notion.so" + link : link;
            var marks = Outline.Inline.Marks(isBold || Has("bold"), Has("italic"), Has("strikethrough"), Has("underline"), !isEquation && Has("code"), link);
            var text = PlainText(run);

            if (isEquation && isInHtml)
            {
                text = $"${text.Trim()}$";
                isEquation = false;
            }
            else if (isEquation)
            {
                // A pipe would end the cell; TeX has a word for it.
                text = isInTable ? Regex.Replace(text, @"(?<!\\)\|(?=([a-z])?)", match => match.Groups[1].Success ? "\\vert " : "\\vert") : text;
                text = Regex.Replace(text, @"(?<!\\)\$", "\\$").Trim();
            }

            inline.Add(text, isEquation ? $"{marks}$" : marks);
        }

        return inline;
    }

    private static string PlainText(JsonNode? run)
        => NonEmpty(run?["equation"]?["expression"]?.GetValue<string>())
            ?? NonEmpty(run?["mention"]?["link_mention"]?["title"]?.GetValue<string>())
            ?? NonEmpty(run?["plain_text"]?.GetValue<string>())
            ?? NonEmpty(run?["text"]?["content"]?.GetValue<string>())
            ?? string.Empty;

    private static string Language(JsonObject payload) => payload["language"]?.GetValue<string>() switch
    {
        null or "plain text" or "java/c/c++/c#" or "ascii art" or "notion formula" => string.Empty,
        "c++" => "cpp",
        "c#" => "csharp",
        "f#" => "fsharp",
        "objective-c" => "objectivec",
        "visual basic" => "vb",
        "vb.net" => "vbnet",
        "webassembly" => "wasm",
        "markup" => "xml",
        "shell" => "sh",
        "docker" => "dockerfile",
        var other => string.Concat(other.ToLowerInvariant().Where(c => c != '`')),
    };

    private static string? NonEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static JsonObject Payload(Block block)
        => block.Payload.IsEmpty ? [] : JsonNode.Parse(block.Payload.Span) as JsonObject ?? [];
}
