using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>What a link to a page of Notion becomes.</summary>
/// <param name="Url">Where the document is; a fragment is appended to it.</param>
/// <param name="Title">For links that have no text of their own.</param>
public sealed record LinkTarget(string Url, string Title);

/// <summary>
/// Turns links to pages of Notion into links to documents, as stored Markdown is read. So a page imported later is
/// linked right away, and stored Markdown never depends on what else has been imported.
/// </summary>
public static partial class LinkResolver
{
    /// <summary>The pages that the text links to, each once, in the order of their first link.</summary>
    public static IReadOnlyList<NotionId> FindPages(string markdown)
        => [.. FindLinks(markdown).Select(link => link.Page).Distinct()];

    /// <summary>Replaces each link to a page for which <paramref name="find"/> knows a document; leaves the others as they are.</summary>
    public static string Resolve(string markdown, Func<NotionId, LinkTarget?> find)
    {
        var result = new StringBuilder(markdown.Length);
        var copied = 0;

        foreach (var link in FindLinks(markdown))
        {
            if (link.Start < copied || find(link.Page) is not { } target)
            {
                continue;
            }

            result.Append(markdown, copied, link.Start - copied);
            var url = target.Url + link.Fragment;
            result.Append(link.Form switch
            {
                LinkForm.Bare => $"[{Escape(target.Title)}]({url})",
                LinkForm.Property => $"{{ name: {Quote(target.Title)}, url: {Quote(url)} }}",
                _ => url,
            });
            copied = link.End;
        }

        return copied == 0 ? markdown : result.Append(markdown, copied, markdown.Length - copied).ToString();
    }

    private static List<PageLink> FindLinks(string markdown)
    {
        var links = new List<PageLink>();

        // Parsing costs more than looking; most documents link to no page.
        if (!NotionLink.MayOccurIn(markdown))
        {
            return links;
        }

        foreach (var node in Markdig.Markdown.Parse(markdown, GitHubMarkdown.Pipeline).Descendants())
        {
            switch (node)
            {
                case LinkInline { IsAutoLink: true } bare:
                    Add(links, bare.Url, bare.Span.Start, bare.Span.End + 1, LinkForm.Bare);
                    break;
                case LinkInline { UrlSpan: { IsEmpty: false } span } link:
                    Add(links, link.Url, span.Start, span.End + 1, LinkForm.Destination);
                    break;
                case AutolinkInline { IsEmail: false } autolink:
                    Add(links, autolink.Url, autolink.Span.Start, autolink.Span.End + 1, LinkForm.Bare);
                    break;
                case YamlFrontMatterBlock properties:
                    AddProperties(links, markdown.AsSpan(properties.Span.Start, properties.Span.Length), properties.Span.Start);
                    break;
                case HtmlBlock html:
                    AddAttributes(links, markdown, html.Span.Start, html.Span.End + 1);
                    break;
                case HtmlInline html:
                    AddAttributes(links, markdown, html.Span.Start, html.Span.End + 1);
                    break;
                default:
                    break;
            }
        }

        links.Sort((one, other) => one.Start.CompareTo(other.Start));
        return links;
    }

    // A reference to another page is all there is of its value.
    private static void AddProperties(List<PageLink> links, ReadOnlySpan<char> yaml, int start)
    {
        foreach (var match in PropertyValue().EnumerateMatches(yaml))
        {
            Add(links, yaml.Slice(match.Index, match.Length).ToString(), start + match.Index, start + match.Index + match.Length, LinkForm.Property);
        }
    }

    // The summary of a toggle is HTML, which Markdown leaves alone.
    private static void AddAttributes(List<PageLink> links, string markdown, int start, int end)
    {
        const string Attribute = "href=\"";

        while ((start = markdown.IndexOf(Attribute, start, end - start, StringComparison.Ordinal)) >= 0)
        {
            start += Attribute.Length;
            var close = markdown.IndexOf('"', start, end - start);

            if (close < 0)
            {
                return;
            }

            Add(links, markdown[start..close], start, close, LinkForm.Destination);
            start = close;
        }
    }

    private static void Add(List<PageLink> links, string? url, int start, int end, LinkForm form)
    {
        if (NotionLink.TryParse(url, out var page, out var fragment))
        {
            links.Add(new(page, fragment, start, end, form));
        }
    }

    // YAML reads JSON's strings.
    private static string Quote(string text) => JsonSerializer.Serialize(text, LinkJson.Default.String);

    [GeneratedRegex(@"(?<=^[ \t]*(?:- |[^\n]*: ))https://www\.notion\.so/[0-9a-f]{32}(?=[ \t]*$)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PropertyValue();

    private static string Escape(string title)
        => title.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private readonly record struct PageLink(NotionId Page, string Fragment, int Start, int End, LinkForm Form);

    private enum LinkForm
    {
        /// <summary>Where a link with a text of its own leads.</summary>
        Destination,

        /// <summary>An address that is its own text.</summary>
        Bare,

        /// <summary>An address that is the value of a property in front matter.</summary>
        Property,
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class LinkJson : JsonSerializerContext;
