using System.Buffers;

namespace NotionSync.Html;

/// <summary>
/// Writes well-formed HTML: tags of <see cref="Element"/> alone, attribute names that the code names, and everything
/// else escaped. It knows what is open, so that raw tags of the input can neither close nor outlive what surrounds them.
/// </summary>
internal sealed class HtmlWriter(TextWriter output)
{
    /// <summary>Browsers flatten trees that are deeper than 512 elements; raw tags beyond this depth stay text.</summary>
    private const int MaxRawDepth = 100;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. "<>&\"'", .. Enumerable.Range(0, 0x20).Select(value => (char)value).Except("\t\n"), '\u007f']);

    private readonly List<Frame> _open = [];
    private int _rawDepth;
    private int _links;
    private int _directions;

    /// <summary>Whether the cursor is inside a link, where no other may begin.</summary>
    public bool IsInLink => _links > 0;

    /// <summary>Whether an element around the cursor takes its direction, left or right, from its text.</summary>
    public bool HasDirection => _directions > 0;

    /// <summary>Writes a start tag; attributes without a value are left out.</summary>
    public void Open(Element element, params ReadOnlySpan<(string Name, string? Value)> attributes)
        => Push(element, isRaw: false, attributes);

    /// <summary>Closes the element opened last, and the raw tags that were left open in it.</summary>
    public void Close(Element element)
    {
        CloseRaw(static _ => true);

        if (_open[^1].Element != element)
        {
            throw new InvalidOperationException($"'{element.Name}' is not what is open.");
        }

        Pop();
    }

    public void Void(Element element, params ReadOnlySpan<(string Name, string? Value)> attributes) => WriteTag(element, attributes);

    /// <summary>Opens an element that the input asks for, if it may stand here.</summary>
    /// <param name="isInline">Whether the tag stands in running text.</param>
    public bool TryOpenRaw(Element element, bool isInline, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        if (_rawDepth >= MaxRawDepth || !MayStandHere(element, isInline))
        {
            return false;
        }

        Push(element, isRaw: true, attributes);
        return true;
    }

    /// <summary>Closes the nearest raw element of this name, and those left open in it, if there is one in this place.</summary>
    public bool TryCloseRaw(Element element)
    {
        for (var i = _open.Count - 1; i >= 0 && _open[i].IsRaw; i--)
        {
            if (_open[i].Element == element)
            {
                while (_open.Count > i)
                {
                    Pop();
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Closes the raw tags that may not span several blocks of Markdown.</summary>
    public void EndHtmlBlock()
        => CloseRaw(static element => element.Kind is not (ElementKind.Details or ElementKind.List or ElementKind.ListItem));

    public void Finish() => CloseRaw(static _ => true);

    /// <summary>Line ends between blocks, for people who read the source.</summary>
    public void NewLine() => output.Write('\n');

    public void Text(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var special = text.IndexOfAny(Escaped);

            if (special < 0)
            {
                output.Write(text);
                return;
            }

            output.Write(text[..special]);

            switch (text[special])
            {
                case '<':
                    output.Write("&lt;");
                    break;
                case '>':
                    output.Write("&gt;");
                    break;
                case '&':
                    output.Write("&amp;");
                    break;
                case '"':
                    output.Write("&quot;");
                    break;
                case '\'':
                    output.Write("&#39;");
                    break;
                case '\r':
                    output.Write('\n');
                    break;
                default:
                    output.Write('\uFFFD');
                    break;
            }

            text = text[(special + 1)..];
        }
    }

    private bool MayStandHere(Element element, bool isInline)
    {
        var parent = _open is [.., { IsRaw: true } frame] ? frame.Element : null;

        return element.Kind switch
        {
            ElementKind.Inline => element != Element.Anchor || !IsInLink,
            ElementKind.Summary => !isInline && parent == Element.Details,
            ElementKind.ListItem => !isInline && parent?.Kind is ElementKind.List,
            ElementKind.Heading => !isInline && parent?.Kind is null or ElementKind.Details or ElementKind.Summary or ElementKind.ListItem,
            ElementKind.List or ElementKind.Details => !isInline && parent?.Kind is null or ElementKind.Details or ElementKind.ListItem,
            _ => false,
        };
    }

    private void CloseRaw(Func<Element, bool> isMeant)
    {
        while (_open is [.., { IsRaw: true } frame] && isMeant(frame.Element))
        {
            Pop();
        }
    }

    private void Push(Element element, bool isRaw, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        WriteTag(element, attributes);
        var (isLink, hasDirection) = (false, false);

        foreach (var (name, value) in attributes)
        {
            isLink |= name == "href" && value is not null;
            hasDirection |= name == "dir" && value is not null;
        }

        _open.Add(new(element, isRaw, isLink, hasDirection));
        _rawDepth += isRaw ? 1 : 0;
        _links += isLink ? 1 : 0;
        _directions += hasDirection ? 1 : 0;
    }

    private void Pop()
    {
        var frame = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _rawDepth -= frame.IsRaw ? 1 : 0;
        _links -= frame.IsLink ? 1 : 0;
        _directions -= frame.HasDirection ? 1 : 0;
        output.Write("</");
        output.Write(frame.Element.Name);
        output.Write('>');
    }

    private void WriteTag(Element element, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        output.Write('<');
        output.Write(element.Name);

        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                output.Write(' ');
                output.Write(name);
                output.Write("=\"");
                Text(value);
                output.Write('"');
            }
        }

        output.Write('>');
    }

    private readonly record struct Frame(Element Element, bool IsRaw, bool IsLink, bool HasDirection);
}
