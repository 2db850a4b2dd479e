using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>
/// The visible mark for what could not be shown: emphasised words that link to the block in Notion. Each is reported.
/// </summary>
internal static class Placeholder
{
    /// <param name="what">For the reader, for example "Unsupported block: form".</param>
    public static void Write(Block block, string what, PageRendering page)
    {
        page.Writer.StartBlock();
        page.Writer.Append("*["u8);
        page.Text.Clear();
        page.Text.Add(what);
        page.Inline.Write(page.Text, InlineContext.Heading | InlineContext.LinkText | InlineContext.Fragment);
        page.Writer.Append("]("u8);
        page.Writer.Append(NotionUrls.Of(block.Id));
        page.Writer.Append(")*"u8);
    }

    public static void WriteGap(Block block, BlockGap gap, PageRendering page)
    {
        var (what, reason) = gap switch
        {
            BlockGap.TooDeep => ("More, nested too deeply to be shown", "Its content is nested deeper than the import follows."),
            BlockGap.TooLarge => ("More, too much to be shown", "The page has more blocks than the import holds."),
            BlockGap.Cycle => ("The same content again", "The block contains itself."),
            _ => ("Content that Notion does not share", "Notion does not give its content."),
        };

        page.Report(block, block.Type, reason);
        Write(block, what, page);
    }
}
