namespace NotionSync.Html;

/// <summary>
/// The elements a document's HTML may hold; there is no way to write another one. None of them holds raw text or
/// foreign content, so a parser never leaves the state in which escaped text is text.
/// </summary>
internal sealed class Element
{
    private Element(string name, ElementKind kind, bool isVoid = false) => (Name, Kind, IsVoid) = (name, kind, isVoid);

    public static Element Paragraph { get; } = new("p", ElementKind.Block);

    public static Element Quote { get; } = new("blockquote", ElementKind.Block);

    public static Element Rule { get; } = new("hr", ElementKind.Block, isVoid: true);

    public static Element Preformatted { get; } = new("pre", ElementKind.Block);

    public static Element Division { get; } = new("div", ElementKind.Block);

    public static Element Heading1 { get; } = new("h1", ElementKind.Heading);

    public static Element Heading2 { get; } = new("h2", ElementKind.Heading);

    public static Element Heading3 { get; } = new("h3", ElementKind.Heading);

    public static Element Heading4 { get; } = new("h4", ElementKind.Heading);

    public static Element Heading5 { get; } = new("h5", ElementKind.Heading);

    public static Element Heading6 { get; } = new("h6", ElementKind.Heading);

    public static Element OrderedList { get; } = new("ol", ElementKind.List);

    public static Element UnorderedList { get; } = new("ul", ElementKind.List);

    public static Element ListItem { get; } = new("li", ElementKind.ListItem);

    public static Element Details { get; } = new("details", ElementKind.Details);

    public static Element Summary { get; } = new("summary", ElementKind.Summary);

    public static Element Table { get; } = new("table", ElementKind.Block);

    public static Element TableHead { get; } = new("thead", ElementKind.Block);

    public static Element TableBody { get; } = new("tbody", ElementKind.Block);

    public static Element TableRow { get; } = new("tr", ElementKind.Block);

    public static Element TableHeader { get; } = new("th", ElementKind.Block);

    public static Element TableCell { get; } = new("td", ElementKind.Block);

    public static Element Anchor { get; } = new("a", ElementKind.Inline);

    public static Element Image { get; } = new("img", ElementKind.Inline, isVoid: true);

    public static Element CheckBox { get; } = new("input", ElementKind.Inline, isVoid: true);

    public static Element LineBreak { get; } = new("br", ElementKind.Inline, isVoid: true);

    public static Element Code { get; } = new("code", ElementKind.Inline);

    public static Element Strong { get; } = new("strong", ElementKind.Inline);

    public static Element Emphasis { get; } = new("em", ElementKind.Inline);

    public static Element Deleted { get; } = new("del", ElementKind.Inline);

    public static Element Underlined { get; } = new("u", ElementKind.Inline);

    public static Element Span { get; } = new("span", ElementKind.Inline);

    public static Element Subscript { get; } = new("sub", ElementKind.Inline);

    public static Element Superscript { get; } = new("sup", ElementKind.Inline);

    public string Name { get; }

    public ElementKind Kind { get; }

    public bool IsVoid { get; }

    public static Element Heading(int level) => level switch
    {
        1 => Heading1,
        2 => Heading2,
        3 => Heading3,
        4 => Heading4,
        5 => Heading5,
        _ => Heading6,
    };
}

internal enum ElementKind
{
    Inline,
    Block,
    Heading,
    List,
    ListItem,
    Details,
    Summary,
}
