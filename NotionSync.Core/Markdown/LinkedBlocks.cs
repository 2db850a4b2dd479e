using System.Buffers;
using System.Buffers.Text;
using System.Text;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>Finds the blocks of a page that links within it lead to, headings aside: those have anchors anyway.</summary>
internal static class LinkedBlocks
{
    private const int IdLength = 32;

    private static readonly SearchValues<byte> AroundUrl = SearchValues.Create("()<>\" \n"u8);

    /// <param name="markdown">The page without such anchors.</param>
    public static IReadOnlySet<NotionId> Find(ReadOnlySpan<byte> markdown, IReadOnlyList<Block> blocks)
    {
        var found = new HashSet<NotionId>();
        var rest = markdown;

        for (int sign; (sign = rest.IndexOf((byte)'#')) >= 0; rest = rest[(sign + 1)..])
        {
            if (ReadId(rest[(sign + 1)..]) is { } id && IsInUrl(rest[..sign]))
            {
                found.Add(id);
            }
        }

        // Ids are unique, so a link with the id of a block of this page leads to it, however it names the page.
        if (found.Count > 0)
        {
            found.IntersectWith(ListIds(blocks));
        }

        return found;
    }

    private static NotionId? ReadId(ReadOnlySpan<byte> text)
        => text.Length >= IdLength && Utf8Parser.TryParse(text[..IdLength], out Guid id, out var length, 'N') && length == IdLength ? new(id) : null;

    private static bool IsInUrl(ReadOnlySpan<byte> before)
    {
        var url = Encoding.UTF8.GetString(before[(before.LastIndexOfAny(AroundUrl) + 1)..]);
        return NotionLink.TryParse(url, out _, out _);
    }

    private static IEnumerable<NotionId> ListIds(IReadOnlyList<Block> blocks)
    {
        var rest = new Stack<Block>(blocks);

        while (rest.TryPop(out var block))
        {
            if (!block.InTrash && !block.Type.StartsWith("heading_", StringComparison.Ordinal))
            {
                yield return block.Id;
            }

            foreach (var child in block.Children)
            {
                rest.Push(child);
            }
        }
    }
}
