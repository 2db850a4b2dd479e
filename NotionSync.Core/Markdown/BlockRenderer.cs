using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>Writes one block type. One class per type; adding a type adds a file and a line in <see cref="BlockRenderers"/>.</summary>
internal abstract class BlockRenderer
{
    /// <summary>Writes the block at <paramref name="index"/>, or the run of siblings that belong together from there on.</summary>
    /// <returns>How many siblings were written; at least one.</returns>
    public virtual int Render(IReadOnlyList<Block> siblings, int index, PageRendering page)
    {
        Render(siblings[index], page);
        return 1;
    }

    protected abstract void Render(Block block, PageRendering page);
}
