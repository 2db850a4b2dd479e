using Markdig.Parsers;
using Markdig.Syntax;

namespace NotionSync.Html;

/// <summary>
/// Keeps rendering linear in the size of the document. Some inputs take Markdig time that grows with the square of a
/// paragraph's length; a paragraph longer than any that the converter writes is therefore shown unparsed. Tables, which
/// may well be longer, begin as paragraphs too and are let through.
/// </summary>
internal static class LongText
{
    private const int MaxLength = 250_000;

    public static void LeaveUnparsed(BlockProcessor processor, Block block)
    {
        if (block is ParagraphBlock { Lines: { Count: > 0 } lines } paragraph
            && lines.Lines[0].Slice.CurrentChar != '|'
            && lines.Lines[lines.Count - 1].Slice.End - lines.Lines[0].Slice.Start > MaxLength)
        {
            paragraph.ProcessInlines = false;
        }
    }
}
