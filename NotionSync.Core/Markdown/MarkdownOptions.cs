using NotionSync.Markdown.Properties;

namespace NotionSync.Markdown;

/// <summary>What the Markdown may show beyond the text; the same options give the same bytes.</summary>
public sealed record MarkdownOptions
{
    public static MarkdownOptions Default { get; } = new();

    /// <summary>Keeps text and background colours as <c>span</c> elements with a style. Off: colours are left out.</summary>
    public bool Colours { get; init; }

    /// <summary>
    /// Writes an <c>a id</c> before each heading, so that links to it hold when its text changes, and before each other
    /// block that the page itself links to.
    /// </summary>
    public bool HeadingAnchors { get; init; } = true;

    /// <summary>Where the properties of a page go, where it has more than a title.</summary>
    public PropertyLayout Properties { get; init; } = PropertyLayout.FrontMatter;
}
