using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

internal sealed class EquationRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var payload = new PayloadReader(block);
        page.Text.Clear();

        while (payload.NextProperty())
        {
            if (payload.Is("expression"u8))
            {
                payload.ReadString(page.Text);
            }
        }

        var expression = page.Text.IsEmpty ? default : page.Text.TextOf(page.Text.Runs[0]).Trim(" \n\t"u8);

        if (!expression.IsEmpty)
        {
            // Dollar signs in the expression would end the block; GitHub reads a fence marked "math" as well.
            var hasDollars = expression.IndexOf("$$"u8) >= 0;
            page.Writer.StartBlock();
            page.Writer.Append(hasDollars ? "```math"u8 : "$$"u8);

            foreach (var line in expression.Split((byte)'\n'))
            {
                WriteLine(expression[line], page.Writer);
            }

            page.Writer.NewLine();
            page.Writer.Append(hasDollars ? "```"u8 : "$$"u8);
        }

        page.RenderChildren(block);
    }

    // An empty line means nothing to TeX's math, and would end the block for some readers.
    private static void WriteLine(ReadOnlySpan<byte> line, MarkdownWriter writer)
    {
        if (line.IndexOfAnyExcept(" \t"u8) >= 0)
        {
            writer.NewLine();
            writer.Append(line);
        }
    }
}
