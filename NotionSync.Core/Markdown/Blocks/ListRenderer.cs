using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>A run of bulleted items and to-dos, which Markdown sees as one list.</summary>
internal sealed class ListRenderer : BlockRenderer
{
    public override int Render(IReadOnlyList<Block> siblings, int index, PageRendering page)
    {
        var marker = ListItems.MarkerOtherThan(page.Writer.ListBefore, "-*");
        var count = 0;

        for (; index + count < siblings.Count && IsItem(siblings[index + count]); count++)
        {
            Write(siblings[index + count], isFirst: count == 0, marker, page);
        }

        page.Writer.ListBefore = marker;
        return count;
    }

    protected override void Render(Block block, PageRendering page) => throw new NotSupportedException("Lists are written by the run.");

    private static bool IsItem(Block block) => block is { InTrash: false, Type: "bulleted_list_item" or "to_do" };

    private static void Write(Block block, bool isFirst, byte marker, PageRendering page)
    {
        var payload = page.ReadText(block);
        var box = block.Type != "to_do" ? default : payload.IsChecked ? "[x]"u8 : "[ ]"u8;

        var isOnMarkerLine = page.Writer.IsAfterMarker;
        ListItems.Start(isFirst, canFollowText: box.Length > 0 || !RichTextWriter.IsBlank(page.Text), page);
        page.Writer.Open([marker], "  "u8);
        ListItems.WriteContent(block, box, isOnMarkerLine, page);
        page.Writer.Close();
    }
}
