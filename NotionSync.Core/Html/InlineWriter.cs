using System.Text;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace NotionSync.Html;

/// <summary>Writes running text: emphasis, links, images, code and math.</summary>
internal sealed class InlineWriter(HtmlWriter writer, RawHtml raw, LinkPolicy links)
{
    public void WriteChildren(ContainerInline container)
    {
        for (var inline = container.FirstChild; inline is not null; inline = inline.NextSibling)
        {
            Write(inline);
        }
    }

    private void Write(Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                writer.Text(literal.Content.AsSpan());
                break;
            case HtmlEntityInline entity:
                writer.Text(entity.Transcoded.AsSpan());
                break;
            case CodeInline code:
                writer.Open(Element.Code);
                writer.Text(code.ContentSpan);
                writer.Close(Element.Code);
                break;
            case EmphasisInline emphasis:
                WriteEmphasis(emphasis);
                break;
            case LineBreakInline { IsHard: true }:
                writer.Void(Element.LineBreak);
                writer.NewLine();
                break;
            case LineBreakInline:
                writer.NewLine();
                break;
            case LinkInline { IsImage: true } image:
                WriteImage(image);
                break;
            case LinkInline link:
                WriteLink(link);
                break;
            case AutolinkInline autolink:
                WriteAutolink(autolink);
                break;
            case HtmlInline html:
                raw.Write(html.Tag, isInline: true);
                break;
            case MathInline math:
                WriteMath(math);
                break;
            case TaskList task:
                writer.Void(Element.CheckBox, ("type", "checkbox"), ("disabled", string.Empty), ("checked", task.Checked ? string.Empty : null));
                break;
            case DelimiterInline delimiter:
                // What looked like the start of something and was not.
                writer.Text(delimiter.ToLiteral());
                WriteChildren(delimiter);
                break;
            case ContainerInline container:
                WriteChildren(container);
                break;
            default:
                writer.Text(inline.ToString());
                break;
        }
    }

    private void WriteEmphasis(EmphasisInline emphasis)
    {
        var element = (emphasis.DelimiterChar, emphasis.DelimiterCount) switch
        {
            ('~', _) => Element.Deleted,
            (_, 2) => Element.Strong,
            _ => Element.Emphasis,
        };

        writer.Open(element);
        WriteChildren(emphasis);
        writer.Close(element);
    }

    private void WriteLink(LinkInline link)
    {
        var target = writer.IsInLink ? default : links.ForLink(link.Url ?? string.Empty);

        if (target.Url is null)
        {
            WriteChildren(link);
            return;
        }

        writer.Open(
            Element.Anchor, ("href", target.Url), ("title", link.Title is { Length: > 0 } title ? title : null), ("rel", target.Relation), ("target", target.Window));
        WriteChildren(link);
        writer.Close(Element.Anchor);
    }

    private void WriteAutolink(AutolinkInline autolink)
    {
        var target = writer.IsInLink ? default : links.ForLink(autolink.IsEmail ? $"mailto:{autolink.Url}" : autolink.Url);
        WriteLinked(target, autolink.Url);
    }

    private void WriteImage(LinkInline image)
    {
        var url = image.Url ?? string.Empty;
        var text = PlainText(image);

        if (links.ForImage(url) is { } source)
        {
            writer.Void(
                Element.Image, ("src", source), ("alt", text), ("title", image.Title is { Length: > 0 } title ? title : null), ("loading", "lazy"));
            return;
        }

        WriteLinked(writer.IsInLink ? default : links.ForLink(url), text.Length > 0 ? text : url);
    }

    private void WriteLinked(SafeLink target, string text)
    {
        if (target.Url is null)
        {
            writer.Text(text);
            return;
        }

        writer.Open(Element.Anchor, ("href", target.Url), ("rel", target.Relation), ("target", target.Window));
        writer.Text(text);
        writer.Close(Element.Anchor);
    }

    private void WriteMath(MathInline math)
    {
        var delimiter = math.DelimiterCount == 1 ? "$" : "$$";

        writer.Open(Element.Span, ("class", "math"), ("dir", "ltr"));
        writer.Text(delimiter);
        writer.Text(math.Content.AsSpan());
        writer.Text(delimiter);
        writer.Close(Element.Span);
    }

    private static string PlainText(ContainerInline container)
    {
        var text = new StringBuilder();
        Append(container);
        return text.ToString();

        void Append(ContainerInline parent)
        {
            for (var inline = parent.FirstChild; inline is not null; inline = inline.NextSibling)
            {
                _ = inline switch
                {
                    LiteralInline literal => text.Append(literal.Content.AsSpan()),
                    CodeInline code => text.Append(code.ContentSpan),
                    HtmlEntityInline entity => text.Append(entity.Transcoded.AsSpan()),
                    AutolinkInline autolink => text.Append(autolink.Url),
                    MathInline math => text.Append('$').Append(math.Content.AsSpan()).Append('$'),
                    LineBreakInline => text.Append(' '),
                    HtmlInline html => text.Append(html.Tag),
                    DelimiterInline delimiter => text.Append(delimiter.ToLiteral()),
                    _ => text,
                };

                if (inline is ContainerInline nested)
                {
                    Append(nested);
                }
            }
        }
    }
}
