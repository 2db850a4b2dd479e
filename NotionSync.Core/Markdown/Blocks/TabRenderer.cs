using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>Tabs, one after the other: the label as a heading one level below the current one, then what the tab holds.</summary>
internal sealed class TabRenderer : BlockRenderer
{
    private const int DeepestLevel = 6;

    protected override void Render(Block block, PageRendering page)
    {
        var outer = page.HeadingLevel;

        foreach (var tab in block.Children)
        {
            if (tab.Type == "paragraph" && !tab.InTrash)
            {
                WriteLabel(tab, Math.Min(outer + 1, DeepestLevel), page);
                page.RenderChildren(tab);
            }
            else
            {
                page.RenderBlocks([tab]);
            }
        }

        page.HeadingLevel = outer;

        if (block.Gap is not BlockGap.None)
        {
            Placeholder.WriteGap(block, block.Gap, page);
        }
    }

    private static void WriteLabel(Block tab, int level, PageRendering page)
    {
        var payload = page.ReadText(tab);
        page.HeadingLevel = level;

        if (RichTextWriter.IsBlank(page.Text) && payload.Icon is null)
        {
            return;
        }

        page.Writer.StartBlock();
        page.Writer.AppendRepeated((byte)'#', level);
        page.Writer.Append((byte)' ');

        if (payload.Icon is { } icon)
        {
            IconText.Write(icon, InlineContext.Heading, page);
            page.Writer.Append((byte)' ');
        }

        page.Inline.Write(page.Text, InlineContext.Heading);
    }
}
