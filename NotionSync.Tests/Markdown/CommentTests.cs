using System.Text;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

public sealed class CommentTests
{
    [Fact]
    public void Comments_stand_at_the_end_grouped_by_discussion()
    {
        var context = new MarkdownContext { Comments = [Comment(1, 1, "Ada", "First", 9), Comment(2, 2, "Bob", "Other", 10), Comment(3, 1, null, "Reply", 11)] };

        Assert.Equal(
            """
            ## Comments

            > **Ada** · 2026-01-05 09:00 UTC\
            > First
            >
            > **Someone** · 2026-01-05 11:00 UTC\
            > Reply

            > **Bob** · 2026-01-05 10:00 UTC\
            > Other

            """,
            MarkdownConverter.Convert([], context).ToString());
    }

    private static NotionComment Comment(int id, int discussion, string? author, string text, int hour)
        => new(
            SpecBlocks.Id(id),
            SpecBlocks.Id(100 + discussion),
            new("page_id", SpecBlocks.Id(0)),
            new DateTimeOffset(2026, 1, 5, hour, 0, 0, TimeSpan.Zero),
            null,
            author,
            Encoding.UTF8.GetBytes($$"""[{"type":"text","plain_text":"{{text}}"}]"""),
            default);
}
