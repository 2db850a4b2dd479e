using System.Text.Json;
using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>
/// A pipe table. Markdown wants a header row, so a table without one gets an empty one; a header column is bold. Short
/// rows are filled up.
/// </summary>
internal sealed class TableRenderer : BlockRenderer
{
    protected override void Render(Block block, PageRendering page)
    {
        var (width, hasHeaderRow, hasHeaderColumn) = Read(block);
        Write(block.Children, width, hasHeaderRow, hasHeaderColumn, page);

        if (block.Gap is not BlockGap.None)
        {
            Placeholder.WriteGap(block, block.Gap, page);
        }
    }

    public static void Write(IReadOnlyList<Block> rows, int width, bool hasHeaderRow, bool hasHeaderColumn, PageRendering page)
    {
        foreach (var row in rows)
        {
            width = Math.Max(width, CountCells(row));
        }

        if (width <= 0)
        {
            return;
        }

        var first = hasHeaderRow && rows.Count > 0 ? 1 : 0;
        page.Writer.StartBlock();
        WriteRow(first == 1 ? rows[0] : null, width, hasHeaderColumn, page);
        page.Writer.NewLine();

        for (var i = 0; i < width; i++)
        {
            page.Writer.Append("| --- "u8);
        }

        page.Writer.Append((byte)'|');

        for (var i = first; i < rows.Count; i++)
        {
            page.Writer.NewLine();
            WriteRow(rows[i], width, hasHeaderColumn, page);
        }
    }

    private static (int Width, bool HasHeaderRow, bool HasHeaderColumn) Read(Block block)
    {
        var payload = new PayloadReader(block);
        var (width, hasHeaderRow, hasHeaderColumn) = (0, false, false);

        while (payload.NextProperty())
        {
            if (payload.Is("table_width"u8))
            {
                width = payload.ReadInt() ?? 0;
            }
            else if (payload.Is("has_column_header"u8))
            {
                hasHeaderRow = payload.IsTrue;
            }
            else if (payload.Is("has_row_header"u8))
            {
                hasHeaderColumn = payload.IsTrue;
            }
        }

        return (width, hasHeaderRow, hasHeaderColumn);
    }

    private static int CountCells(Block row)
    {
        var payload = new PayloadReader(row);
        var count = 0;

        while (payload.NextProperty())
        {
            if (payload.Is("cells"u8) && payload.EnterArray())
            {
                while (payload.NextElement())
                {
                    count++;
                }
            }
        }

        return count;
    }

    private static void WriteRow(Block? row, int width, bool hasHeaderColumn, PageRendering page)
    {
        var written = 0;

        if (row is not null)
        {
            var payload = new PayloadReader(row);

            while (payload.NextProperty())
            {
                if (payload.Is("cells"u8) && payload.EnterArray())
                {
                    for (; payload.NextElement(); written++)
                    {
                        payload.ReadRichText(page.Text);
                        WriteCell(hasHeaderColumn && written == 0, page);
                    }
                }
            }
        }

        for (; written < width; written++)
        {
            page.Writer.Append("| "u8);
        }

        page.Writer.Append((byte)'|');
    }

    private static void WriteCell(bool isHeader, PageRendering page)
    {
        if (isHeader)
        {
            page.Text.MarkAll(Marks.Bold);
        }

        page.Writer.Append("| "u8);

        if (page.Inline.Write(page.Text, InlineContext.Cell | InlineContext.Fragment))
        {
            page.Writer.Append((byte)' ');
        }
    }
}
