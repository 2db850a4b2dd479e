using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// Links to pages and databases. They lead to Notion in stored Markdown, and to the document once
/// <see cref="LinkResolver"/> knows one.
/// </summary>
internal static class PageLink
{
    /// <summary>Writes a link whose text is in the page's buffer.</summary>
    public static void Write(NotionId id, PageRendering page)
    {
        page.Writer.StartBlock();
        page.Writer.Append((byte)'[');
        page.Inline.Write(page.Text, InlineContext.Heading | InlineContext.LinkText);
        page.Writer.Append("]("u8);
        page.Writer.Append(NotionUrls.Of(id));
        page.Writer.Append((byte)')');
    }

    /// <summary>Writes a link without a text of its own: the resolver puts the title there.</summary>
    public static void WriteUntitled(NotionId id, PageRendering page)
    {
        page.Writer.StartBlock();
        page.Writer.Append((byte)'<');
        page.Writer.Append(NotionUrls.Of(id));
        page.Writer.Append((byte)'>');
    }
}
