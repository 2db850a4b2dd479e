using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// A recorded meeting: its title as a heading, then the summary, the notes and the transcript, each under a heading one
/// level below.
/// </summary>
internal sealed class MeetingNotesRenderer : BlockRenderer
{
    private const int DeepestLevel = 6;

    protected override void Render(Block block, PageRendering page)
    {
        var sections = Read(block, page);
        var outer = page.HeadingLevel;
        var level = Math.Min(outer + 1, DeepestLevel);

        if (RichTextWriter.IsBlank(page.Text))
        {
            page.Text.Clear();
            page.Text.Add("Meeting notes"u8);
        }

        WriteHeading(level, page);

        foreach (var child in block.Children)
        {
            if (sections.Find(section => section.Id == child.Id) is { Title: { } title })
            {
                page.Text.Clear();
                page.Text.Add(title);
                WriteHeading(Math.Min(level + 1, DeepestLevel), page);
            }

            page.RenderBlocks([child]);
        }

        page.HeadingLevel = outer;

        if (block.Gap is not BlockGap.None)
        {
            Placeholder.WriteGap(block, block.Gap, page);
        }
        else if (block.Children.Count == 0)
        {
            Placeholder.WriteGap(block, BlockGap.Unavailable, page);
        }
    }

    private static void WriteHeading(int level, PageRendering page)
    {
        page.HeadingLevel = level;
        page.Writer.StartBlock();
        page.Writer.AppendRepeated((byte)'#', level);
        page.Writer.Append((byte)' ');
        page.Inline.Write(page.Text, InlineContext.Heading);
    }

    private static List<Section> Read(Block block, PageRendering page)
    {
        var payload = new PayloadReader(block);
        var sections = new List<Section>();
        page.Text.Clear();

        while (payload.NextProperty())
        {
            if (payload.Is("title"u8))
            {
                payload.ReadRichText(page.Text);
            }
            else if (payload.Is("children"u8) && payload.Enter())
            {
                while (payload.NextProperty())
                {
                    var title = payload.Is("summary_block_id"u8) ? "Summary"
                        : payload.Is("notes_block_id"u8) ? "Notes"
                        : payload.Is("transcript_block_id"u8) ? "Transcript"
                        : null;

                    if (title is not null && payload.ReadId() is { } id)
                    {
                        sections.Add(new(id, title));
                    }
                }
            }
        }

        return sections;
    }

    private readonly record struct Section(NotionId Id, string Title);
}
