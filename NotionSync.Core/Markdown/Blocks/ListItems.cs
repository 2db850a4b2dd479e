using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>What bulleted and numbered items have in common.</summary>
internal static class ListItems
{
    /// <summary>A marker that keeps the list apart from the one right before it.</summary>
    public static byte MarkerOtherThan(byte before, string markers) => before == markers[0] ? (byte)markers[1] : (byte)markers[0];

    /// <summary>Begins an item: on the next line after an item of its list, or after the text that it belongs to.</summary>
    /// <param name="canFollowText">
    /// Markdown takes a list that begins with an empty item, or with another number than one, for more of the paragraph
    /// before it unless an empty line stands between.
    /// </param>
    public static void Start(bool isFirst, bool canFollowText, PageRendering page)
    {
        var isTight = isFirst ? canFollowText && page.Writer.FollowsItemText : true;
        page.Writer.StartBlock(isTight ? MarkdownWriter.Join.NextLine : MarkdownWriter.Join.BlankLine);
    }

    /// <summary>
    /// Writes the text and the children of the item just opened. The text is in the page's buffer. The first child of an
    /// item without text stands on the line of its marker.
    /// </summary>
    /// <param name="isOnMarkerLine">Whether the item's own marker stands behind that of the item around it.</param>
    public static void WriteContent(Block block, ReadOnlySpan<byte> box, bool isOnMarkerLine, PageRendering page)
    {
        var isBlank = RichTextWriter.IsBlank(page.Text);

        if (!isBlank || !box.IsEmpty)
        {
            page.Writer.StartItemText();
            page.Writer.Append(box);

            if (!box.IsEmpty)
            {
                page.Writer.Append((byte)' ');
            }

            page.Inline.Write(page.Text, InlineContext.Paragraph);
        }
        else if (isOnMarkerLine && block.Children.Count == 0)
        {
            // Markers alone on a line would be read as a divider.
            page.Writer.StartBlock();
            page.Writer.Append("<!-- -->"u8);
        }

        page.RenderChildren(block);
    }
}
