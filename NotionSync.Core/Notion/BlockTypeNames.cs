using System.Text;

namespace NotionSync.Notion;

/// <summary>Turns the UTF-8 name of a block type into one shared string, so that a page of blocks allocates no names.</summary>
internal static class BlockTypeNames
{
    private const int TableSize = 256;

    private static readonly Entry?[] Table = Build(
        "audio", "bookmark", "breadcrumb", "bulleted_list_item", "callout", "child_database", "child_page", "code",
        "column", "column_list", "divider", "embed", "equation", "file", "heading_1", "heading_2", "heading_3",
        "heading_4", "image", "link_preview", "link_to_page", "meeting_notes", "numbered_list_item", "paragraph", "pdf",
        "quote", "synced_block", "tab", "table", "table_of_contents", "table_row", "template", "to_do", "toggle",
        "transcription", "unsupported", "ai_block", "video");

    /// <summary>A type that we do not know gets a string of its own.</summary>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        for (var slot = Slot(utf8); Table[slot] is { } entry; slot = (slot + 1) % TableSize)
        {
            if (utf8.SequenceEqual(entry.Utf8))
            {
                return entry.Name;
            }
        }

        return Encoding.UTF8.GetString(utf8);
    }

    private static Entry?[] Build(params ReadOnlySpan<string> names)
    {
        var table = new Entry?[TableSize];

        foreach (var name in names)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            var slot = Slot(utf8);

            while (table[slot] is not null)
            {
                slot = (slot + 1) % TableSize;
            }

            table[slot] = new(utf8, name);
        }

        return table;
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
        => utf8.IsEmpty ? 0 : ((utf8.Length * 37) + (utf8[0] * 11) + utf8[^1]) % TableSize;

    private sealed record Entry(byte[] Utf8, string Name);
}
