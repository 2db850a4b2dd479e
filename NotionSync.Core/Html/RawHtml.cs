using System.Collections.Frozen;
using System.Net;

namespace NotionSync.Html;

/// <summary>
/// Writes the HTML within Markdown: the elements and attributes that the Markdown converter makes use of are kept,
/// everything else, comments included, is shown as the text that it is.
/// </summary>
internal sealed class RawHtml(HtmlWriter writer, LinkPolicy links)
{
    private static readonly FrozenDictionary<string, Element> Allowed = new Dictionary<string, Element>
    {
        ["a"] = Element.Anchor,
        ["br"] = Element.LineBreak,
        ["code"] = Element.Code,
        ["del"] = Element.Deleted,
        ["details"] = Element.Details,
        ["em"] = Element.Emphasis,
        ["h1"] = Element.Heading1,
        ["h2"] = Element.Heading2,
        ["h3"] = Element.Heading3,
        ["h4"] = Element.Heading4,
        ["h5"] = Element.Heading5,
        ["h6"] = Element.Heading6,
        ["li"] = Element.ListItem,
        ["ol"] = Element.OrderedList,
        ["span"] = Element.Span,
        ["strong"] = Element.Strong,
        ["sub"] = Element.Subscript,
        ["summary"] = Element.Summary,
        ["sup"] = Element.Superscript,
        ["u"] = Element.Underlined,
        ["ul"] = Element.UnorderedList,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Element>.AlternateLookup<ReadOnlySpan<char>> Names
        = Allowed.GetAlternateLookup<ReadOnlySpan<char>>();

    public void Write(ReadOnlySpan<char> html, bool isInline)
    {
        while (!html.IsEmpty)
        {
            var start = html.IndexOf('<');

            if (start < 0)
            {
                WriteText(html);
                return;
            }

            WriteText(html[..start]);
            html = html[start..];

            if (!RawTag.TryRead(html, out var tag, out var length))
            {
                length = 1;
                writer.Text("<");
            }
            else if (!TryWrite(tag, isInline))
            {
                WriteText(html[..length]);
            }

            html = html[length..];
        }
    }

    private bool TryWrite(in RawTag tag, bool isInline)
    {
        if (!Names.TryGetValue(tag.Name, out var element))
        {
            return false;
        }

        if (element.IsVoid)
        {
            if (!tag.IsEnd)
            {
                writer.Void(element);
            }

            return !tag.IsEnd;
        }

        if (tag.IsEnd)
        {
            return writer.TryCloseRaw(element);
        }

        return TryOpen(element, tag, isInline) && (!tag.IsSelfClosing || writer.TryCloseRaw(element));
    }

    private bool TryOpen(Element element, in RawTag tag, bool isInline)
    {
        if (element == Element.Anchor)
        {
            var target = tag.Link is { } url ? links.ForLink(url) : default;
            return writer.TryOpenRaw(
                element, isInline, ("id", LinkPolicy.Id(tag.Id)), ("href", target.Url), ("rel", target.Relation), ("target", target.Window));
        }

        var direction = element.Kind is ElementKind.List or ElementKind.Summary && !writer.HasDirection ? "auto" : null;

        return element.Kind switch
        {
            ElementKind.Heading => writer.TryOpenRaw(element, isInline, ("id", LinkPolicy.Id(tag.Id))),
            ElementKind.List => writer.TryOpenRaw(element, isInline, ("type", ListType(tag.Type)), ("start", ListStart(tag.Start)), ("dir", direction)),
            ElementKind.Summary => writer.TryOpenRaw(element, isInline, ("dir", direction)),
            _ => writer.TryOpenRaw(element, isInline, ("class", element == Element.Span ? ColourClass.Of(tag.Style) : null)),
        };
    }

    private void WriteText(ReadOnlySpan<char> html)
    {
        if (html.Contains('&'))
        {
            writer.Text(WebUtility.HtmlDecode(html.ToString()));
        }
        else
        {
            writer.Text(html);
        }
    }

    private static string? ListType(string? type) => type is "1" or "a" or "A" or "i" or "I" ? type : null;

    private static string? ListStart(string? start)
        => start is { Length: <= 9 } && int.TryParse(start, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _) ? start : null;
}
