using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>A heading with a stable anchor; one that can be folded becomes the summary of its children.</summary>
internal sealed class HeadingRenderer(int level) : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var payload = page.ReadText(block);
        page.HeadingLevel = level;

        if (payload.IsToggleable && (block.HasChildren || block.Children.Count > 0))
        {
            WriteDetails(block, page);
            return;
        }

        page.Writer.StartBlock();
        page.Writer.AppendRepeated((byte)'#', level);

        if (!RichTextWriter.IsBlank(page.Text))
        {
            page.Writer.Append((byte)' ');
            WriteAnchor(block, page);
            page.Inline.Write(page.Text, InlineContext.Heading);
        }

        page.RenderChildren(block);
    }

    private static void WriteAnchor(Block block, PageRendering page)
    {
        if (page.Context.Options.HeadingAnchors)
        {
            page.Writer.AppendAnchor(block.Id);
        }
    }

    private void WriteDetails(Block block, PageRendering page)
    {
        Details.Open(page);
        page.Writer.Append("<h"u8);
        page.Writer.Append(level);

        if (page.Context.Options.HeadingAnchors)
        {
            page.Writer.Append(" id=\""u8);
            page.Writer.Append(NotionUrls.Anchor(block.Id));
            page.Writer.Append((byte)'"');
        }

        page.Writer.Append((byte)'>');
        page.Inline.Write(page.Text, InlineContext.Html);
        page.Writer.Append("</h"u8);
        page.Writer.Append(level);
        page.Writer.Append((byte)'>');
        Details.Close(block, page);
    }
}
