using System.Text;
using System.Text.Json;

namespace NotionSync.Notion.Dialect;

/// <summary>
/// Reads a line of Notion's Markdown into rich text as its block endpoints send it
/// (https://developers.notion.com/guides/data-apis/enhanced-markdown). Special characters come escaped, so an unescaped
/// one is always markup, and what has no meaning here stays text.
/// </summary>
internal sealed class DialectText
{
    private const string Special = "\\*~`$[]<>{}|^";
    private const int MaxNesting = 16;

    // Notion's own limits are 2,000 characters for a text and an address.
    private const int MaxReach = 4 * 1024;

    private readonly List<Run> _runs = [];
    private readonly StringBuilder _text = new();
    private readonly Stack<(bool Underline, string? Colour)> _spans = new();
    private bool _bold;
    private bool _italic;
    private bool _struck;

    /// <summary>Writes the line as a JSON array.</summary>
    public static void Write(Utf8JsonWriter json, string line)
    {
        var text = new DialectText();
        text.Read(line, link: null, nesting: 0);

        json.WriteStartArray();

        foreach (var run in text._runs)
        {
            Write(json, run);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Run run)
    {
        json.WriteStartObject();
        json.WriteString("type", run.IsEquation ? "equation" : "text");
        json.WriteString("plain_text", run.Text);

        if (run.IsEquation)
        {
            json.WriteStartObject("equation");
            json.WriteString("expression", run.Text);
            json.WriteEndObject();
        }

        json.WriteString("href", run.Link);
        json.WriteStartObject("annotations");
        json.WriteBoolean("bold", run.Bold);
        json.WriteBoolean("italic", run.Italic);
        json.WriteBoolean("strikethrough", run.Struck);
        json.WriteBoolean("underline", run.Underline);
        json.WriteBoolean("code", run.Code);
        json.WriteString("color", run.Colour ?? "default");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Read(string line, string? link, int nesting)
    {
        for (var at = 0; at < line.Length;)
        {
            at = line[at] switch
            {
                '\\' when at + 1 < line.Length && Special.Contains(line[at + 1], StringComparison.Ordinal) => ReadEscaped(line, at),
                '*' when line.AsSpan(at).StartsWith("**") => Toggle(ref _bold, at + 2, link),
                '*' => Toggle(ref _italic, at + 1, link),
                '~' when line.AsSpan(at).StartsWith("~~") => Toggle(ref _struck, at + 2, link),
                '`' => ReadCode(line, at, link),
                '$' => ReadEquation(line, at, link),
                '[' => ReadLink(line, at, link, nesting),
                '<' => ReadTag(line, at, link),
                _ => ReadPlain(line, at),
            };
        }

        Flush(link);
    }

    private int ReadPlain(string line, int at)
    {
        _text.Append(line[at]);
        return at + 1;
    }

    private int ReadEscaped(string line, int at)
    {
        _text.Append(line[at + 1]);
        return at + 2;
    }

    private int Toggle(ref bool mark, int next, string? link)
    {
        Flush(link);
        mark = !mark;
        return next;
    }

    private int ReadCode(string line, int at, string? link)
    {
        var end = FindUnescaped(line, '`', at + 1);

        if (end < 0)
        {
            return ReadPlain(line, at);
        }

        Flush(link);
        Add(Unescape(line[(at + 1)..end]), link, isCode: true);
        return end + 1;
    }

    // Documented as $…$; in answers seen also $`…`$, whose content is not escaped.
    private int ReadEquation(string line, int at, string? link)
    {
        var isFenced = line.AsSpan(at).StartsWith("$`");
        var end = isFenced ? line.IndexOf("`$", at + 2, StringComparison.Ordinal) : FindUnescaped(line, '$', at + 1);

        if (end < 0 || end == at + 1)
        {
            return ReadPlain(line, at);
        }

        Flush(link);
        Add(isFenced ? line[(at + 2)..end] : line[(at + 1)..end], link, isEquation: true);
        return end + (isFenced ? 2 : 1);
    }

    private int ReadLink(string line, int at, string? link, int nesting)
    {
        var close = FindClosing(line, at, '[', ']');

        if (close < 0 || nesting == MaxNesting)
        {
            return ReadPlain(line, at);
        }

        if (line[at + 1] == '^')
        {
            // A citation: its address is all there is of it.
            Flush(link);
            var cited = Unescape(line[(at + 2)..close]);
            Add(cited, cited, isCode: false);
            return close + 1;
        }

        var end = close + 1 < line.Length && line[close + 1] == '(' ? FindClosing(line, close + 1, '(', ')') : -1;

        if (end < 0)
        {
            return ReadPlain(line, at);
        }

        Flush(link);
        Read(line[(at + 1)..close], Unescape(line[(close + 2)..end]), nesting + 1);
        return end + 1;
    }

    private int ReadTag(string line, int at, string? link)
    {
        if (DialectTag.ReadAt(line, at) is not { } tag)
        {
            return ReadPlain(line, at);
        }

        var next = at + tag.Length;

        if (tag.Name == "br")
        {
            _text.Append('\n');
        }
        else if (tag is { Name: "span", IsEmpty: false })
        {
            Flush(link);

            if (!tag.IsClosing)
            {
                _spans.Push((tag.Get("underline") == "true", ColourOf(tag.Get("color"))));
            }
            else
            {
                _spans.TryPop(out _);
            }
        }
        else if (tag is { IsClosing: false } && tag.Name.StartsWith("mention-", StringComparison.Ordinal))
        {
            Flush(link);
            return ReadMention(line, tag, next, link);
        }
        else
        {
            _text.Append(line, at, tag.Length);
        }

        return next;
    }

    private int ReadMention(string line, DialectTag tag, int next, string? link)
    {
        var text = string.Empty;

        if (!tag.IsEmpty)
        {
            var close = $"</{tag.Name}>";
            var end = line.IndexOf(close, next, StringComparison.Ordinal);
            text = end < 0 ? string.Empty : Unescape(line[next..end]);
            next = end < 0 ? next : end + close.Length;
        }

        if (tag.Name == "mention-date")
        {
            Add(text.Length > 0 ? text : DateOf(tag), link);
            return next;
        }

        // People and agents have no page of their own.
        var url = tag.Name is "mention-user" or "mention-agent" ? null : tag.Get("url");
        Add(text.Length > 0 ? text : url ?? "@", url ?? link);
        return next;
    }

    private static string DateOf(DialectTag tag)
    {
        var start = $"{tag.Get("start")} {tag.Get("startTime")}".Trim();
        var end = $"{tag.Get("end")} {tag.Get("endTime")}".Trim();
        var text = end.Length == 0 ? start : $"{start} → {end}";
        return tag.Get("timeZone") is { } zone ? $"{text} ({zone})" : text;
    }

    /// <summary>A colour's name as the block endpoints say it.</summary>
    internal static string? ColourOf(string? name)
        => name is not null && name.EndsWith("_bg", StringComparison.Ordinal) ? $"{name[..^"_bg".Length]}_background" : name;

    internal static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);

        for (var at = 0; at < text.Length; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length && Special.Contains(text[at + 1], StringComparison.Ordinal) ? 1 : 0;
            result.Append(text[at]);
        }

        return result.ToString();
    }

    private static int FindUnescaped(string line, char wanted, int from)
    {
        for (var at = from; at < Math.Min(line.Length, from + MaxReach); at++)
        {
            if (line[at] == '\\')
            {
                at++;
            }
            else if (line[at] == wanted)
            {
                return at;
            }
        }

        return -1;
    }

    internal static int FindClosing(string line, int from, char open, char close)
    {
        var depth = 0;

        for (var at = from; at < Math.Min(line.Length, from + MaxReach); at++)
        {
            if (line[at] == '\\')
            {
                at++;
            }
            else if (line[at] == open)
            {
                depth++;
            }
            else if (line[at] == close && --depth == 0)
            {
                return at;
            }
        }

        return -1;
    }

    private void Flush(string? link)
    {
        if (_text.Length > 0)
        {
            Add(_text.ToString(), link);
            _text.Clear();
        }
    }

    private void Add(string text, string? link, bool isCode = false, bool isEquation = false)
        => _runs.Add(new(text, link, _bold, _italic, _struck, _spans.Any(span => span.Underline), isCode, isEquation, _spans.Select(span => span.Colour).FirstOrDefault(colour => colour is not null)));

    private sealed record Run(string Text, string? Link, bool Bold, bool Italic, bool Struck, bool Underline, bool Code, bool IsEquation, string? Colour);
}
