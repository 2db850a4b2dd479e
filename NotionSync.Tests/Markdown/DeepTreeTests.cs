using System.Text;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

public sealed class DeepTreeTests
{
    [Theory]
    [InlineData("bulleted_list_item", 64)]
    [InlineData("numbered_list_item", 200)]
    [InlineData("quote", 200)]
    [InlineData("toggle", 5000)]
    [InlineData("column", 5000)]
    public void However_deep_a_tree_is_its_text_is_there_and_can_be_read(string type, int depth)
    {
        var markdown = MarkdownConverter.Convert([Chain(type, depth)], MarkdownContext.Empty).ToString();

        Assert.Contains("the innermost", markdown, StringComparison.Ordinal);

        if (depth <= 200)
        {
            Assert.Contains("the innermost", MarkdownOutline.Of(markdown), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_output_grows_with_the_depth_and_not_faster()
        => Assert.InRange(Length(4000), 1, 2.5 * Length(2000));

    private static int Length(int depth) => MarkdownConverter.Convert([Chain("bulleted_list_item", depth)], MarkdownContext.Empty).Utf8.Length;

    private static Block Chain(string type, int depth)
    {
        var block = TextBlock("paragraph", "the innermost", []);

        for (var level = 0; level < depth; level++)
        {
            block = TextBlock(type, "a level", [block]);
        }

        return block;
    }

    private static Block TextBlock(string type, string text, IReadOnlyList<Block> children) => new()
    {
        Id = SpecBlocks.Id(1),
        Type = type,
        Payload = Encoding.UTF8.GetBytes($$"""{"rich_text":[{"type":"text","plain_text":"{{text}}"}]}"""),
        Children = children,
    };
}
