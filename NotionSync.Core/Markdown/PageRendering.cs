using System.Runtime.CompilerServices;
using System.Text.Json;
using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>The conversion of one page: the writer, the buffers, and what has been reported so far.</summary>
internal sealed class PageRendering
{
    // Readers of Markdown give up somewhere above a hundred levels, of which a list item takes two. What lies deeper is
    // written as paragraphs, one after the other.
    private const int MaxContainers = 40;

    private readonly List<UnsupportedBlock> _unsupported = [];

    public PageRendering(IReadOnlyList<Block> blocks, MarkdownContext context)
    {
        Blocks = blocks;
        Context = context;
        Writer = new(MarkdownSize(blocks));
        Inline = new(Writer, context.Options);
    }

    /// <summary>All blocks of the page, for the table of contents.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    public MarkdownContext Context { get; }

    public MarkdownWriter Writer { get; }

    public RichTextWriter Inline { get; }

    /// <summary>The text of the block being written; free again before its children are.</summary>
    public RunList Text { get; } = new();

    /// <summary>The second text of a block that has two, as media have captions.</summary>
    public RunList Caption { get; } = new();

    /// <summary>The blocks, headings aside, that are to have an anchor; null: none.</summary>
    public IReadOnlySet<NotionId>? Anchors { get; init; }

    /// <summary>The level of the heading written last; zero before the first.</summary>
    public int HeadingLevel { get; set; }

    public void RenderBlocks(IReadOnlyList<Block> blocks)
    {
        for (var i = 0; i < blocks.Count;)
        {
            if (blocks[i].InTrash)
            {
                i++;
                continue;
            }

            if (Anchors is not null)
            {
                WriteAnchors(blocks[i]);
            }

            i += BlockRenderers.Find(blocks[i].Type, isFlat: Writer.Depth >= MaxContainers).Render(blocks, i, this);
        }
    }

    /// <summary>Writes what a block contains where the cursor is, and says so where something of it is missing.</summary>
    public void RenderChildren(Block block)
    {
        if (block.Children.Count > 0)
        {
            if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
            {
                RenderBlocks(block.Children);
            }
            else
            {
                Placeholder.WriteGap(block, BlockGap.TooDeep, this);
            }
        }

        if (block.Gap is not BlockGap.None)
        {
            Placeholder.WriteGap(block, block.Gap, this);
        }
    }

    /// <summary>Reads the parts that most types share, the text among them into <see cref="Text"/>.</summary>
    public TextPayload ReadText(Block block)
    {
        if (Anchors is not null)
        {
            Inline.Anchor = HasText(block.Type) && Anchors.Contains(block.Id) ? block.Id : null;
        }

        return TextPayload.Read(block, Text);
    }

    /// <summary>Writes <see cref="Text"/> as a paragraph, unless it is blank.</summary>
    public void WriteParagraph(InlineContext context = InlineContext.Paragraph)
    {
        if (!RichTextWriter.IsBlank(Text))
        {
            Writer.StartBlock();
            Inline.Write(Text, context);
        }
    }

    // What is no text of its own has its anchor in a paragraph before it; a table has those of its rows too.
    private void WriteAnchors(Block block)
    {
        foreach (var target in block.Type == "table" ? [block, .. block.Children] : (IEnumerable<Block>)[block])
        {
            if (!HasText(target.Type) && Anchors!.Contains(target.Id))
            {
                Writer.StartBlock();
                Writer.AppendAnchor(target.Id);
            }
        }
    }

    private static bool HasText(string type)
        => type is "paragraph" or "bulleted_list_item" or "numbered_list_item" or "to_do" or "quote" or "callout" or "toggle" or "template";

    public void Report(Block block, string type, string reason) => _unsupported.Add(new(block.Id, type, reason));

    public MarkdownDocument ToDocument()
    {
        if (Writer.Written.Length > 0)
        {
            Writer.Append((byte)'\n');
        }

        return new(Writer.Written, _unsupported);
    }

    // About what the Markdown will take, so that a large page is not copied again and again as it grows.
    private static int MarkdownSize(IReadOnlyList<Block> blocks)
    {
        const int Least = 1024;
        const double ShareOfJson = 0.7;
        var rest = new Stack<IReadOnlyList<Block>>([blocks]);
        var json = 0L;

        while (rest.TryPop(out var siblings))
        {
            foreach (var block in siblings)
            {
                json += block.Payload.Length;

                if (block.Children.Count > 0)
                {
                    rest.Push(block.Children);
                }
            }
        }

        return (int)Math.Min(Least + (json * ShareOfJson), Array.MaxLength);
    }
}
