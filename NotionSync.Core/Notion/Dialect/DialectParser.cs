using System.Globalization;
using System.Text.RegularExpressions;

namespace NotionSync.Notion.Dialect;

/// <summary>
/// Reads the structure of Notion's Markdown: a block per line, tabs for nesting, tags for what Markdown lacks. Lines
/// that mean nothing here are paragraphs, tags that nobody knows are unsupported blocks: nothing is dropped.
/// </summary>
internal sealed partial class DialectParser(string markdown)
{
    private const int MaxDepth = 48;

    private readonly string[] _lines = markdown.ReplaceLineEndings("\n").Split('\n');
    private readonly List<string> _open = [];
    private int _at;

    public List<DialectNode> Parse() => ParseBlocks(indent: 0, depth: 0);

    private List<DialectNode> ParseBlocks(int indent, int depth)
    {
        var blocks = new List<DialectNode>();

        while (_at < _lines.Length)
        {
            var (tabs, content) = Split(_lines[_at]);

            if (content.Length == 0)
            {
                _at++;
                continue;
            }

            if (tabs < indent || (DialectTag.ReadAt(content, 0) is { IsClosing: true } close && _open.Contains(close.Name)))
            {
                break;
            }

            _at++;

            if (ParseBlock(content, tabs, depth) is { } block)
            {
                blocks.Add(block);

                if (depth < MaxDepth && block.Tag is null && _at < _lines.Length && NextIndent() > tabs)
                {
                    block.Children.AddRange(ParseBlocks(tabs + 1, depth + 1));
                }
            }
        }

        return blocks;
    }

    private DialectNode? ParseBlock(string content, int tabs, int depth)
    {
        if (content.StartsWith("```", StringComparison.Ordinal))
        {
            var fence = content.Length - content.TrimStart('`').Length;
            return new("code", ReadFenced(new string('`', fence), tabs)) { Value = content[fence..].Trim() };
        }

        if (content.StartsWith("$$", StringComparison.Ordinal))
        {
            var isOneLine = content.Length > 4 && content.EndsWith("$$", StringComparison.Ordinal);
            return new("equation") { Value = isOneLine ? content[2..^2] : ReadFenced("$$", tabs) };
        }

        if (DialectTag.ReadAt(content, 0) is { IsClosing: false } tag && !IsInline(tag.Name))
        {
            return ParseTag(tag, content[tag.Length..], tabs, depth);
        }

        return ParseLine(content).WithAttributes();
    }

    private static DialectNode ParseLine(string content)
    {
        if (content is "---" or "***")
        {
            return new("divider");
        }

        if (Heading().Match(content) is { Success: true } heading)
        {
            return new($"heading_{Math.Min(heading.Groups[1].Length, 4)}", content[heading.Length..]);
        }

        if (ToDo().Match(content) is { Success: true } box)
        {
            return new("to_do", content[box.Length..]) { IsChecked = content[3] != ' ' };
        }

        if (content is "-" || content.StartsWith("- ", StringComparison.Ordinal))
        {
            return new("bulleted_list_item", content[1..].TrimStart());
        }

        if (Numbered().Match(content) is { Success: true } item)
        {
            return new("numbered_list_item", content[item.Length..]) { Number = int.Parse(item.Groups[1].ValueSpan, CultureInfo.InvariantCulture) };
        }

        if (content is ">" || content.StartsWith("> ", StringComparison.Ordinal))
        {
            return new("quote", content[1..].TrimStart());
        }

        return ParseImage(content) ?? new("paragraph", content);
    }

    private static DialectNode? ParseImage(string content)
    {
        if (!content.StartsWith("![", StringComparison.Ordinal))
        {
            return null;
        }

        var caption = DialectText.FindClosing(content, 1, '[', ']');
        var end = caption > 0 && caption + 1 < content.Length && content[caption + 1] == '(' ? DialectText.FindClosing(content, caption + 1, '(', ')') : -1;

        return end > 0 && (end + 1 == content.Length || content[end + 1] is ' ' or '{')
            ? new("image", content[2..caption]) { Value = DialectText.Unescape(content[(caption + 2)..end]) }
            : null;
    }

    private DialectNode? ParseTag(DialectTag tag, string rest, int tabs, int depth)
    {
        if (tag.Name is "empty-block")
        {
            return null;
        }

        if (tag.Name == "table")
        {
            return new("table") { Tag = tag, Rows = DialectTable.Read(tag.IsEmpty ? string.Empty : ReadRaw(tag.Name, rest)) };
        }

        var (text, children) = ReadContent(tag, rest, tabs, depth);
        var url = tag.Get("src") ?? tag.Get("source") ?? tag.Get("url") ?? string.Empty;

        return tag.Name switch
        {
            "details" => Details(tag, children),
            "callout" => new DialectNode("callout", text) { Tag = tag, Children = children, Value = tag.Get("icon") ?? string.Empty }.WithLeadingText(),
            "columns" => new("column_list") { Tag = tag, Children = children },
            "tabs" => new("tab") { Tag = tag, Children = children },
            "tab" => new DialectNode("paragraph", text) { Tag = tag, Children = children, Value = tag.Get("icon") ?? string.Empty }.WithLeadingText(),
            "synced_block" or "synced_block_reference" => new("synced_block") { Tag = tag, Children = children },
            "audio" or "video" or "file" or "pdf" or "image" or "embed" or "bookmark" or "link_preview" => new(tag.Name, text) { Tag = tag, Children = children, Value = url },
            "page" or "database" or "data-source" or "folder" => new("paragraph", LinkTo(url, text)) { Tag = tag, Children = children },
            "meeting-notes" => new DialectNode("meeting_notes", text) { Tag = tag, Children = children }.WithLeadingText(),
            "table_of_contents" or "column" or "summary" or "notes" or "transcript" => Plain(tag, text, children),
            "unknown" => new("unsupported") { Tag = tag, Children = children, Value = tag.Get("alt") ?? string.Empty },
            _ => Unknown(tag, text, children),
        };
    }

    private (string Text, List<DialectNode> Children) ReadContent(DialectTag tag, string rest, int tabs, int depth)
    {
        if (tag.IsEmpty)
        {
            // What stands behind it belongs to nothing else.
            return (rest.Trim(), []);
        }

        var close = $"</{tag.Name}>";
        var end = rest.LastIndexOf(close, StringComparison.Ordinal);

        if (end >= 0)
        {
            return (rest[..end].Trim(), []);
        }

        if (depth >= MaxDepth)
        {
            // Too deep to go on by levels: the tag's end becomes a line of its own.
            return (rest.Trim(), []);
        }

        _open.Add(tag.Name);
        var children = ParseBlocks(tabs, depth + 1);
        _open.RemoveAt(_open.Count - 1);

        if (_at < _lines.Length && Split(_lines[_at]).Content is var line && line.StartsWith(close, StringComparison.Ordinal))
        {
            _at++;

            if (line.Length > close.Length)
            {
                children.Add(ParseLine(line[close.Length..].Trim()));
            }
        }

        return (rest.Trim(), children);
    }

    private static DialectNode Details(DialectTag tag, List<DialectNode> children)
    {
        var summary = children.FindIndex(child => child.Tag?.Name == "summary");
        var text = summary < 0 ? string.Empty : children[summary].Text;

        if (summary >= 0)
        {
            var below = children[summary].Children;
            children.RemoveAt(summary);
            children.InsertRange(summary, below);
        }

        return new("toggle", text) { Tag = tag, Children = children };
    }

    private static DialectNode Plain(DialectTag tag, string text, List<DialectNode> children)
        => new(tag.Name is "table_of_contents" or "column" ? tag.Name : "paragraph", text) { Tag = tag, Children = children };

    private static DialectNode Unknown(DialectTag tag, string text, List<DialectNode> children)
    {
        if (text.Length > 0)
        {
            children.Insert(0, new("paragraph", text));
        }

        return new("unsupported") { Tag = tag, Children = children, Value = tag.Name };
    }

    private static string LinkTo(string url, string text)
        => url.Length == 0 ? text : text.Length == 0 ? $"[^{url}]" : $"[{text}]({url})";

    private static bool IsInline(string name) => name is "br" or "span" || name.StartsWith("mention-", StringComparison.Ordinal);

    // Code and math come as they are; their lines begin with the tabs of the block where all of them do.
    private string ReadFenced(string fence, int tabs)
    {
        var start = _at;

        while (_at < _lines.Length && _lines[_at].Trim() != fence)
        {
            _at++;
        }

        var lines = _lines[start.._at];
        _at++;

        var isIndented = lines.All(line => line.Length == 0 || (line.Length >= tabs && line.AsSpan(0, tabs).TrimStart('\t').IsEmpty));
        return string.Join('\n', lines.Select(line => isIndented && line.Length >= tabs ? line[tabs..] : line));
    }

    private string ReadRaw(string name, string rest)
    {
        var close = $"</{name}>";
        var content = new List<string> { rest };

        while (!content[^1].Contains(close, StringComparison.Ordinal) && _at < _lines.Length)
        {
            content.Add(_lines[_at++].Trim('\t'));
        }

        return string.Join('\n', content);
    }

    private int NextIndent()
    {
        var next = _at;

        while (next < _lines.Length && string.IsNullOrWhiteSpace(_lines[next]))
        {
            next++;
        }

        return next == _lines.Length ? -1 : Split(_lines[next]).Tabs;
    }

    private static (int Tabs, string Content) Split(string line)
    {
        var content = line.TrimStart('\t');
        return (line.Length - content.Length, content.Trim());
    }

    [GeneratedRegex(@"\A(#{1,6})(?:\s+|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\A- \[[ xX]\](?:\s+|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex ToDo();

    [GeneratedRegex(@"\A(\d{1,9})\.(?:\s+|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
