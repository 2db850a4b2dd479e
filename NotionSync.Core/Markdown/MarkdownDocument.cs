using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>The Markdown of a page, and what of the page it could not show.</summary>
/// <param name="Utf8">GitHub-flavoured Markdown, UTF-8 without a byte order mark; ends in a line feed unless it is empty.</param>
public sealed record MarkdownDocument(ReadOnlyMemory<byte> Utf8, IReadOnlyList<UnsupportedBlock> Unsupported)
{
    /// <summary>The Markdown as text.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(Utf8.Span);
}

/// <summary>A block that a visible placeholder stands for, wholly or in part.</summary>
/// <param name="Type">Notion's name of the block type; for type <c>unsupported</c> the inner type, where Notion names it.</param>
/// <param name="Reason">One sentence for the import's report.</param>
public sealed record UnsupportedBlock(NotionId Id, string Type, string Reason);
