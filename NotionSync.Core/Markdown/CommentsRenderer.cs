using NotionSync.Markdown.Inlines;
using NotionSync.Notion;

namespace NotionSync.Markdown;

/// <summary>Writes the comments of a page and its blocks at its end, each discussion as a quote.</summary>
internal static class CommentsRenderer
{
    public static void Write(IReadOnlyList<NotionComment> comments, MarkdownOptions options, MarkdownWriter writer)
    {
        if (comments.Count == 0)
        {
            return;
        }

        var inline = new RichTextWriter(writer, options);
        var runs = new RunList();
        writer.StartBlock();
        writer.Append("## Comments"u8);

        foreach (var discussion in comments.GroupBy(comment => comment.DiscussionId ?? comment.Id).OrderBy(Started))
        {
            writer.StartBlock();
            writer.Open(">"u8, "> "u8);

            foreach (var comment in discussion.OrderBy(comment => comment.CreatedAt))
            {
                Write(comment, runs, inline, writer);
            }

            writer.Close();
        }
    }

    private static DateTimeOffset? Started(IEnumerable<NotionComment> discussion) => discussion.Min(comment => comment.CreatedAt);

    private static void Write(NotionComment comment, RunList runs, RichTextWriter inline, MarkdownWriter writer)
    {
        writer.StartBlock();
        runs.Clear();
        runs.Add(comment.AuthorName ?? "Someone");
        runs.MarkAll(Marks.Bold);
        inline.Write(runs, InlineContext.Paragraph);

        if (comment.CreatedAt is { } at)
        {
            writer.Append(at.ToUniversalTime().ToString(" · yyyy-MM-dd HH:mm' UTC'", System.Globalization.CultureInfo.InvariantCulture));
        }

        writer.Append((byte)'\\');
        writer.NewLine();
        RichText.Read(comment.RichText, runs);
        inline.Write(runs, InlineContext.Paragraph);
    }
}
