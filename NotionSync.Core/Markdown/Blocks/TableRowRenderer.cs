using NotionSync.Notion;

namespace NotionSync.Markdown.Blocks;

/// <summary>Rows that were fetched without their table make one of their own.</summary>
internal sealed class TableRowRenderer : BlockRenderer
{
    public override int Render(IReadOnlyList<Block> siblings, int index, PageRendering page)
    {
        var rows = siblings.Skip(index).TakeWhile(block => block is { Type: "table_row", InTrash: false }).ToList();
        TableRenderer.Write(rows, width: 0, hasHeaderRow: false, hasHeaderColumn: false, page);
        return rows.Count;
    }

    protected override void Render(Block block, PageRendering page) => throw new NotSupportedException("Rows are written by the run.");
}
