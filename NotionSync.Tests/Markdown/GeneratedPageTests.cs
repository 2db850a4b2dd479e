using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using NotionSync.Markdown;

namespace NotionSync.Tests.Markdown;

/// <summary>Trees and texts made of what Markdown reads as markup.</summary>
public sealed class GeneratedPageTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(6);

    [Fact]
    public void Any_rich_text_reads_back_as_the_same_text_with_the_same_marks_and_links()
        => Check.One(Quick.WithMaxTest(1500), Prop.ForAll(GeneratedPages.Paragraphs, ReadsBack));

    [Fact]
    public void Any_tree_reads_back_as_the_same_blocks()
        => Check.One(Quick, Prop.ForAll(GeneratedPages.Arbitrary, ReadsBack));

    [Fact]
    public void Converting_twice_gives_the_same_bytes()
        => Check.One(Quick, Prop.ForAll(GeneratedPages.Arbitrary, page => Convert(page).Utf8.Span.SequenceEqual(Convert(page).Utf8.Span)));

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void A_chain_of_nested_blocks_keeps_its_nesting(int depth)
        => Assert.Equal(BlockOutline.Of(Blocks(GeneratedPages.Chain(depth))), MarkdownOutline.Of(Convert(new(GeneratedPages.Chain(depth))).ToString()));

    private static void ReadsBack(GeneratedPage page)
        => Assert.Equal(BlockOutline.Of(Blocks(page.Json)), MarkdownOutline.Of(Convert(page).ToString()));

    private static MarkdownDocument Convert(GeneratedPage page) => MarkdownConverter.Convert(Blocks(page.Json), MarkdownContext.Empty);

    private static IReadOnlyList<NotionSync.Notion.Block> Blocks(string json)
        => SpecBlocks.Read(SpecBlocks.Expand(JsonNode.Parse(json, documentOptions: new() { MaxDepth = 1024 })!));
}
