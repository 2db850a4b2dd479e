namespace NotionSync.Html;

/// <summary>Where the links of a document lead when it is shown.</summary>
public sealed record HtmlOptions
{
    public static HtmlOptions Default { get; } = new();

    /// <summary>
    /// Replaces the URL of a link or image; null leaves it. The answer may be relative, which of the document's own URLs
    /// only those to attachments and other documents may be.
    /// </summary>
    public Func<string, string?>? MapUrl { get; init; }
}
