using System.Text;
using System.Text.Json.Nodes;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NotionSync.Markdown;

namespace NotionSync.Tests.Markdown;

/// <summary>What a reader sees of a page: found in its JSON on the one hand, in its Markdown on the other.</summary>
internal static class VisibleText
{
    /// <summary>Each text, caption, title, expression and URL that the JSON holds, wherever it stands.</summary>
    public static IEnumerable<string> InBlocks(JsonNode? node, string type = "")
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array.SelectMany(item => InBlocks(item, type)))
                {
                    yield return item;
                }

                break;
            case JsonObject block when block["object"]?.GetValue<string>() == "block":
                if (block["in_trash"]?.GetValue<bool>() is true || block["archived"]?.GetValue<bool>() is true)
                {
                    break;
                }

                var own = block["type"]?.GetValue<string>() ?? string.Empty;

                foreach (var item in InBlocks(block[own], own).Concat(InBlocks(block["children"])))
                {
                    yield return item;
                }

                break;
            case JsonObject run when run["plain_text"] is not null || run["annotations"] is not null:
                if (Text(run["equation"]?["expression"]) is { } expression)
                {
                    yield return expression;
                }
                else if (Text(run["mention"]?["link_mention"]?["title"]) is { } title)
                {
                    yield return title;
                }
                else if ((Text(run["plain_text"]) ?? Text(run["text"]?["content"])) is { } text)
                {
                    yield return text;
                }

                var isShown = !string.IsNullOrWhiteSpace(Text(run["plain_text"]));

                if (isShown && type != "code" && Text(run["href"]) is { } href)
                {
                    yield return Uri.UnescapeDataString(href);
                }

                break;
            case JsonObject payload:
                foreach (var (name, value) in payload)
                {
                    var isText = name is "title" or "expression" or "name" or "url" or "emoji" && value is JsonValue;

                    if (isText && Text(value) is { } text)
                    {
                        yield return name == "url" ? StableUrl(text) : text;
                    }
                    else if (name is not ("mention" or "oembed" or "site_meta" or "page" or "database" or "parents" or "children") && !(name == "icon" && Text(value?["type"]) != "emoji"))
                    {
                        foreach (var item in InBlocks(value, type))
                        {
                            yield return item;
                        }
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>All text that a reader of Markdown gets, and where its links lead.</summary>
    public static string InMarkdown(string markdown)
    {
        var text = new StringBuilder();

        foreach (var node in Markdig.Markdown.Parse(markdown, GitHubMarkdown.Pipeline).Descendants())
        {
            switch (node)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.ContentSpan);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case Markdig.Extensions.Mathematics.MathInline math:
                    text.Append(math.Content.AsSpan());
                    break;
                case AutolinkInline autolink:
                    text.Append(autolink.Url).Append('\n').Append(Uri.UnescapeDataString(autolink.Url));
                    break;
                case DelimiterInline unmatched:
                    text.Append(unmatched.ToLiteral());
                    break;
                case LineBreakInline:
                    text.Append('\n');
                    break;
                case CodeBlock code:
                    text.Append('\n').Append(code.Lines.ToString());
                    break;
                case HtmlBlock html:
                    text.Append('\n').Append(System.Net.WebUtility.HtmlDecode(html.Lines.ToString()));
                    break;
                case Markdig.Syntax.Block:
                    text.Append('\n');
                    break;
                default:
                    break;
            }
        }

        foreach (var link in Markdig.Markdown.Parse(markdown, GitHubMarkdown.Pipeline).Descendants<LinkInline>())
        {
            text.Append('\n').Append(link.Url).Append('\n').Append(Uri.UnescapeDataString(link.Url ?? string.Empty));
        }

        return text.ToString();
    }

    /// <summary>White space counts once, and control characters do not count.</summary>
    public static string Normalize(string text)
        => string.Join(' ', string.Concat(text.Normalize().Where(c => !char.IsControl(c) || char.IsWhiteSpace(c))).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static string StableUrl(string url)
        => url.Contains("X-Amz-", StringComparison.Ordinal) ? Uri.UnescapeDataString(url[..url.IndexOf('?', StringComparison.Ordinal)].Split('/')[^1]) : Uri.UnescapeDataString(url);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
