using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Extensions.Yaml;
using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NotionSync.Markdown;

namespace NotionSync.Tests.Markdown;

/// <summary>Reads Markdown with Markdig and writes its outline.</summary>
internal sealed partial class MarkdownOutline
{
    private readonly Outline _outline = new();

    // Open elements of HTML blocks: what stands between them is Markdown again.
    private readonly Stack<HtmlList> _htmlLists = new();

    public static string Of(string markdown)
    {
        var outline = new MarkdownOutline();
        outline.AddBlocks(Markdig.Markdown.Parse(markdown, GitHubMarkdown.Pipeline));
        return outline._outline.ToString();
    }

    private void AddBlocks(ContainerBlock container)
    {
        foreach (var block in container)
        {
            Add(block);
        }
    }

    private void Add(Markdig.Syntax.Block block)
    {
        switch (block)
        {
            case YamlFrontMatterBlock:
                break;
            case HeadingBlock heading:
                _outline.Add($"h{heading.Level}", Read(heading.Inline));
                break;
            case ThematicBreakBlock:
                _outline.Add("hr");
                break;
            case MathBlock math:
                _outline.Add("math", Outline.Inline.Of(Text(math.Lines)));
                break;
            case FencedCodeBlock { Info: "math" } math:
                _outline.Add("math", Outline.Inline.Of(Text(math.Lines)));
                break;
            case FencedCodeBlock code:
                _outline.Add($"code {code.Info}: {Text(code.Lines).Replace("\n", "⏎", StringComparison.Ordinal)}");
                break;
            case CodeBlock code:
                _outline.Add($"indented code: {Text(code.Lines)}");
                break;
            case QuoteBlock quote:
                _outline.Open("quote");
                AddBlocks(quote);
                _outline.Close();
                break;
            case ListBlock list:
                AddList(list);
                break;
            case Table table:
                AddTable(table);
                break;
            case HtmlBlock html:
                AddHtml(Text(html.Lines));
                break;
            case ParagraphBlock paragraph when Read(paragraph.Inline) is { IsEmpty: false } text:
                _outline.Add("p", text);
                break;
            default:
                break;
        }
    }

    private void AddList(ListBlock list)
    {
        _outline.Open(list.IsOrdered ? "ol" : "ul");
        var number = list.IsOrdered ? int.Parse(list.OrderedStart!, CultureInfo.InvariantCulture) : 0;

        foreach (var item in list.OfType<ListItemBlock>())
        {
            var box = item.Count > 0 && item[0] is ParagraphBlock { Inline.FirstChild: TaskList task } ? (task.Checked ? " [x]" : " [ ]") : string.Empty;
            _outline.Open(list.IsOrdered ? $"{number++}." : $"-{box}");
            AddBlocks(item);
            _outline.Close();
        }

        _outline.Close();
    }

    private void AddTable(Table table)
    {
        _outline.Open("table");

        foreach (var row in table.OfType<TableRow>())
        {
            var cells = row.OfType<TableCell>().Select(cell => string.Join(' ', cell.OfType<ParagraphBlock>().Select(paragraph => Read(paragraph.Inline))));
            _outline.Add((row.IsHeader ? "header | " : "row | ") + string.Join(" | ", cells));
        }

        _outline.Close();
    }

    private void AddHtml(string html)
    {
        foreach (var line in html.Split('\n'))
        {
            if (line == "<details>")
            {
                _outline.Open("details");
            }
            else if (SummaryLine().Match(line) is { Success: true } summary)
            {
                var level = summary.Groups["level"];
                _outline.Add(level.Success ? $"summary h{level.Value}" : "summary", ReadHtml(summary.Groups["content"].Value));
            }
            else if (line == "</details>")
            {
                _outline.Close();
            }
            else if (ListLine().Match(line) is { Success: true } list)
            {
                var start = list.Groups["start"] is { Success: true } given ? int.Parse(given.Value, CultureInfo.InvariantCulture) : 1;
                _outline.Open($"ol {list.Groups["type"].Value}");
                _htmlLists.Push(new() { Number = start });
            }
            else if (line == "<li>")
            {
                _outline.Open($"{_htmlLists.Peek().Number++}.");
            }
            else if (line == "</li>")
            {
                _outline.Close();
            }
            else if (line == "</ol>")
            {
                _htmlLists.Pop();
                _outline.Close();
            }
            else if (line.Length > 0 && line != "<!-- -->")
            {
                _outline.Add("html", Outline.Inline.Of(line));
            }
        }
    }

    private static Outline.Inline Read(ContainerInline? container)
    {
        var inline = new Outline.Inline();
        new InlineReader(inline).Read(container);
        return inline;
    }

    private static Outline.Inline ReadHtml(string html)
    {
        var inline = new Outline.Inline();
        var reader = new InlineReader(inline);

        foreach (var part in HtmlTag().Split(html))
        {
            if (part == "<!-- -->")
            {
                continue;
            }

            if (part.StartsWith('<'))
            {
                reader.AddTag(part);
            }
            else
            {
                reader.AddText(WebUtility.HtmlDecode(part));
            }
        }

        return inline;
    }

    private static string Text(StringLineGroup lines) => lines.ToString().ReplaceLineEndings("\n");

    [GeneratedRegex("^<summary>(?:<h(?<level>[1-6])[^>]*>(?<content>.*)</h[1-6]>|(?<content>.*))</summary>$")]
    private static partial Regex SummaryLine();

    [GeneratedRegex("^<ol type=\"(?<type>[ai])\"(?: start=\"(?<start>[0-9]+)\")?>$")]
    private static partial Regex ListLine();

    [GeneratedRegex("(</?[a-z][^>]*>|<!-- -->)")]
    private static partial Regex HtmlTag();

    private sealed class HtmlList
    {
        public int Number { get; set; }
    }

    private sealed partial class InlineReader(Outline.Inline inline)
    {
        private readonly Stack<string?> _links = new();
        private int _bold;
        private int _italic;
        private int _strikethrough;
        private int _underline;
        private int _code;

        public void Read(ContainerInline? container)
        {
            for (var child = container?.FirstChild; child is not null; child = child.NextSibling)
            {
                Read(child);
            }
        }

        public void AddText(string text) => inline.Add(text, Marks());

        public void AddTag(string tag)
        {
            var step = tag.StartsWith("</", StringComparison.Ordinal) ? -1 : 1;

            switch (TagName().Match(tag).Value)
            {
                case "strong":
                    _bold += step;
                    break;
                case "em":
                    _italic += step;
                    break;
                case "del":
                    _strikethrough += step;
                    break;
                case "u":
                    _underline += step;
                    break;
                case "code":
                    _code += step;
                    break;
                case "br":
                    AddText("\n");
                    break;
                case "a" when step > 0:
                    _links.Push(Href().Match(tag) is { Success: true } href ? WebUtility.HtmlDecode(href.Groups[1].Value) : null);
                    break;
                case "a":
                    _links.Pop();
                    break;
                case "span" or "":
                    break;
                default:
                    inline.Add(tag, Marks());
                    break;
            }
        }

        private void Read(Markdig.Syntax.Inlines.Inline node)
        {
            switch (node)
            {
                case LiteralInline literal:
                    AddText(literal.Content.ToString());
                    break;
                case CodeInline code:
                    _code++;
                    AddText(code.Content);
                    _code--;
                    break;
                case MathInline math:
                    inline.Add(math.Content.ToString().Trim(), $"{Marks()}$");
                    break;
                case LineBreakInline:
                    AddText("\n");
                    break;
                case HtmlEntityInline entity:
                    AddText(entity.Transcoded.ToString());
                    break;
                case HtmlInline html:
                    AddTag(html.Tag);
                    break;
                case AutolinkInline autolink:
                    inline.Add(autolink.Url, Marks(autolink.Url));
                    break;
                case EmphasisInline emphasis:
                    ReadEmphasis(emphasis);
                    break;
                case LinkInline { IsImage: true } image:
                    inline.Add("image(", Marks());
                    _links.Push(image.Url);
                    Read(image);
                    _links.Pop();
                    inline.Add(")", Marks());
                    break;
                case LinkInline { IsAutoLink: true } bare:
                    Read(bare);
                    break;
                case LinkInline link:
                    _links.Push(link.Url);
                    Read(link);
                    _links.Pop();
                    break;
                case TaskList:
                    break;
                case DelimiterInline unmatched:
                    AddText(unmatched.ToLiteral());
                    Read(unmatched);
                    break;
                case ContainerInline container:
                    Read(container);
                    break;
                default:
                    inline.Add($"<{node.GetType().Name}>", Marks());
                    break;
            }
        }

        private void ReadEmphasis(EmphasisInline emphasis)
        {
            if (emphasis.DelimiterChar == '~')
            {
                _strikethrough++;
                Read(emphasis);
                _strikethrough--;
            }
            else if (emphasis.DelimiterCount == 2)
            {
                _bold++;
                Read(emphasis);
                _bold--;
            }
            else
            {
                _italic++;
                Read(emphasis);
                _italic--;
            }
        }

        private string Marks(string? link = null)
            => Outline.Inline.Marks(_bold > 0, _italic > 0, _strikethrough > 0, _underline > 0, _code > 0, link ?? _links.FirstOrDefault(url => url is not null));

        [GeneratedRegex("(?<=^</?)[a-z0-9]+")]
        private static partial Regex TagName();

        [GeneratedRegex("href=\"([^\"]*)\"")]
        private static partial Regex Href();
    }
}
