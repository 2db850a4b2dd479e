using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>A fenced block. The fence is longer than any run of back-ticks in the code, which stays as it is.</summary>
internal sealed class CodeRenderer : BlockRenderer
{
    private const int ShortestFence = 3;

    protected override void Render(Block block, PageRendering page)
    {
        var language = Read(block, page);
        var fence = Math.Max(ShortestFence, LongestFence(page.Text) + 1);

        page.Writer.StartBlock();
        page.Writer.AppendRepeated((byte)'`', fence);
        page.Writer.Append(CodeLanguages.InfoString(language));
        WriteLines(page.Text, page.Writer);
        page.Writer.NewLine();
        page.Writer.AppendRepeated((byte)'`', fence);

        CaptionText.WriteParagraph(page);
        page.RenderChildren(block);
    }

    private static string Read(Block block, PageRendering page)
    {
        var payload = new PayloadReader(block);
        var language = string.Empty;
        page.Text.Clear();
        page.Caption.Clear();

        while (payload.NextProperty())
        {
            if (payload.IsText)
            {
                payload.ReadRichText(page.Text);
            }
            else if (payload.Is("caption"u8))
            {
                payload.ReadRichText(page.Caption);
            }
            else if (payload.Is("language"u8))
            {
                language = payload.ReadString();
            }
        }

        return language;
    }

    // Two runs may share a run of back-ticks, so the longest is sought in what they make together.
    private static int LongestFence(RunList runs)
    {
        var longest = 0;
        var current = 0;

        foreach (ref var run in runs.Runs)
        {
            foreach (var value in runs.TextOf(run))
            {
                current = value == '`' ? current + 1 : 0;
                longest = Math.Max(longest, current);
            }
        }

        return longest;
    }

    private static void WriteLines(RunList runs, MarkdownWriter writer)
    {
        var isLineOpen = false;
        var endsLine = false;

        foreach (ref var run in runs.Runs)
        {
            var text = runs.TextOf(run);

            while (!text.IsEmpty)
            {
                var lineEnd = text.IndexOf((byte)'\n');
                var line = lineEnd < 0 ? text : text[..lineEnd];

                if (!line.IsEmpty && !isLineOpen)
                {
                    writer.NewLine();
                    isLineOpen = true;
                }

                writer.Append(line);
                endsLine = lineEnd >= 0;

                if (endsLine && !isLineOpen)
                {
                    writer.EmptyLine();
                }

                isLineOpen &= !endsLine;
                text = endsLine ? text[(lineEnd + 1)..] : default;
            }
        }

        if (endsLine)
        {
            writer.EmptyLine();
        }
    }
}
