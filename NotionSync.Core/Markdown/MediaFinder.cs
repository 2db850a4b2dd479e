using NotionSync.Markdown.Blocks;
using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>Finds the files that a page shows, so that they can be stored beside it.</summary>
public static class MediaFinder
{
    /// <summary>The media blocks of the tree in document order.</summary>
    public static IReadOnlyList<MediaReference> Find(IReadOnlyList<Block> blocks)
    {
        var found = new List<MediaReference>();
        var open = new Stack<(IReadOnlyList<Block> Blocks, int Next)>();
        var scratch = new RunList();
        var caption = new RunList();
        open.Push((blocks, 0));

        while (open.TryPop(out var level))
        {
            if (level.Next == level.Blocks.Count)
            {
                continue;
            }

            var block = level.Blocks[level.Next];
            open.Push((level.Blocks, level.Next + 1));

            if (block.InTrash)
            {
                continue;
            }

            if (block.Type is "image" or "video" or "audio" or "pdf" or "file")
            {
                var media = MediaPayload.Read(block, scratch, caption);

                if (media.Url.Length > 0)
                {
                    found.Add(new(block.Id, block.Type, media.Url, media.IsHostedByNotion, media.Name, caption.PlainText()));
                }
            }

            if (block.Children.Count > 0)
            {
                open.Push((block.Children, 0));
            }
        }

        return found;
    }
}
