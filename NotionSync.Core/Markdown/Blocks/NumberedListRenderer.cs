using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// A run of numbered items. The numbers are counted as Notion counts them: on from item to item, and anew after any
/// other block, or where an item says so. Letters and Roman numerals, which Markdown lacks, become an HTML list.
/// </summary>
internal sealed class NumberedListRenderer : BlockRenderer
{
    // A longer number makes no list item (https://spec.commonmark.org/0.31.2/#ordered-list-marker).
    private const int MaxNumber = 999_999_999;

    public override int Render(IReadOnlyList<Block> siblings, int index, PageRendering page)
    {
        var first = page.ReadText(siblings[index]);
        return first.ListFormat is ListFormat.Numbers ? RenderNumbers(siblings, index, page) : RenderHtml(siblings, index, first, page);
    }

    protected override void Render(Block block, PageRendering page) => throw new NotSupportedException("Lists are written by the run.");

    private static bool IsItem(Block block) => block is { InTrash: false, Type: "numbered_list_item" };

    private static int RenderNumbers(IReadOnlyList<Block> siblings, int index, PageRendering page)
    {
        var delimiter = ListItems.MarkerOtherThan(page.Writer.ListBefore, ".)");
        var number = 0;
        var count = 0;

        for (; index + count < siblings.Count && IsItem(siblings[index + count]); count++)
        {
            var block = siblings[index + count];
            var payload = page.ReadText(block);

            if (payload.ListFormat is not ListFormat.Numbers || (count > 0 && payload.ListStart is { } start && start != number + 1))
            {
                break;
            }

            number = Math.Clamp(count == 0 ? payload.ListStart ?? 1 : number + 1, 0, MaxNumber);
            Write(block, isFirst: count == 0, number, delimiter, page);
        }

        page.Writer.ListBefore = delimiter;
        return count;
    }

    private static void Write(Block block, bool isFirst, int number, byte delimiter, PageRendering page)
    {
        Span<byte> marker = stackalloc byte[11];
        number.TryFormat(marker, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        marker[length++] = delimiter;

        Span<byte> continuation = stackalloc byte[length + 1];
        continuation.Fill((byte)' ');

        var isOnMarkerLine = page.Writer.IsAfterMarker;
        ListItems.Start(isFirst, canFollowText: number == 1 && !RichTextWriter.IsBlank(page.Text), page);
        page.Writer.Open(marker[..length], continuation);
        ListItems.WriteContent(block, box: default, isOnMarkerLine, page);
        page.Writer.Close();
    }

    private static int RenderHtml(IReadOnlyList<Block> siblings, int index, TextPayload first, PageRendering page)
    {
        var number = Math.Clamp(first.ListStart ?? 1, 1, MaxNumber);
        var count = 0;

        page.Writer.StartBlock();
        page.Writer.Append(first.ListFormat is ListFormat.Letters ? "<ol type=\"a\""u8 : "<ol type=\"i\""u8);

        if (number != 1)
        {
            page.Writer.Append(" start=\""u8);
            page.Writer.Append(number);
            page.Writer.Append((byte)'"');
        }

        page.Writer.Append((byte)'>');

        for (; index + count < siblings.Count && IsItem(siblings[index + count]); count++)
        {
            var payload = page.ReadText(siblings[index + count]);

            if (payload.ListFormat != first.ListFormat || (count > 0 && payload.ListStart is { } start && start != number + count))
            {
                break;
            }

            page.Writer.NewLine();
            page.Writer.Append("<li>"u8);
            page.WriteParagraph();
            page.RenderChildren(siblings[index + count]);
            page.Writer.StartBlock();
            page.Writer.Append("</li>"u8);
        }

        page.Writer.NewLine();
        page.Writer.Append("</ol>"u8);
        return count;
    }
}
