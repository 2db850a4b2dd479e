using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Html;

/// <summary>Where the links of a document lead when it is shown.</summary>
public sealed record HtmlOptions
{
    public static HtmlOptions Default { get; } = new();

    /// <summary>
    /// Replaces the URL of a link or image; null leaves it. The answer may be relative, which a URL of the document
    /// itself may not be, but it must not begin with a scheme other than those that links may have.
    /// </summary>
    public Func<string, string?>? MapUrl { get; init; }

    /// <summary>The document that a page of Notion has become; links to the page lead there. Null: it has become none.</summary>
    public Func<NotionId, LinkTarget?>? FindDocument { get; init; }
}
