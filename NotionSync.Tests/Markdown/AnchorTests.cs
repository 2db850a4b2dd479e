using System.Text.Json.Nodes;
using NotionSync.Html;
using NotionSync.Markdown;

namespace NotionSync.Tests.Markdown;

public sealed class AnchorTests
{
    private const string Link = """{"paragraph": [{"text": "there", "link": "https://www.notion.so/acme/Plan-11111111222233334444555555555555?pvs=4#00000000000040008000000000000002"}]}""";
    private const string Anchor = """<a id="00000000000040008000000000000002"></a>""";
    private const string There = "[there](https://www.notion.so/acme/Plan-11111111222233334444555555555555?pvs=4#00000000000040008000000000000002)\n\n";

    [Theory]
    [InlineData("""{"paragraph": "Text"}""", Anchor + "Text\n")]
    [InlineData("""{"bulleted_list_item": "Text"}""", "- " + Anchor + "Text\n")]
    [InlineData("""{"numbered_list_item": "Text"}""", "1. " + Anchor + "Text\n")]
    [InlineData("""{"to_do": "Text"}""", "- [ ] " + Anchor + "Text\n")]
    [InlineData("""{"quote": "Text"}""", "> " + Anchor + "Text\n")]
    [InlineData("""{"toggle": "Text"}""", "<details>\n<summary>" + Anchor + "Text</summary>\n\n</details>\n")]
    [InlineData("""{"code": {"rich_text": "x", "language": "sql"}}""", Anchor + "\n\n```sql\nx\n```\n")]
    [InlineData("""{"divider": {}}""", Anchor + "\n\n---\n")]
    [InlineData("""{"bulleted_list_item": "Outer", "id": 9, "children": [{"equation": {"expression": "x"}, "id": 2}]}""", "- Outer\n\n  " + Anchor + "\n\n  $$\n  x\n  $$\n")]
    [InlineData("""{"image": {"type": "external", "external": {"url": "https://example.com/a.png"}}}""", Anchor + "\n\n![a.png](https://example.com/a.png)\n")]
    [InlineData("""{"table": {"table_width": 1, "has_column_header": true}, "id": 9, "children": [{"table_row": ["a"], "id": 2}]}""", Anchor + "\n\n| a |\n| --- |\n")]
    public void A_block_that_its_page_links_to_has_an_anchor(string block, string expected)
    {
        var markdown = Convert($"[{Link}, {block}]");
        var html = HtmlRenderer.RenderFragment(markdown);

        Assert.Equal(There + expected, markdown);
        Assert.Contains(Anchor, html, StringComparison.Ordinal);
        Assert.Equal(1, html.Split(Anchor).Length - 1);
    }

    [Fact]
    public void No_other_block_has_one()
    {
        Assert.Equal("Text\n\n- Item\n", Convert("""[{"paragraph": "Text"}, {"bulleted_list_item": "Item"}]"""));

        // Text that only looks like such a link, and a link to a block of another page.
        Assert.DoesNotContain("<a id", Convert("""[{"paragraph": "#00000000000040008000000000000002"}, {"paragraph": "Text"}]"""), StringComparison.Ordinal);
        Assert.DoesNotContain("<a id", Convert("""[{"paragraph": [{"text": "there", "link": "https://www.notion.so/1#00000000000040008000000000000099"}]}, {"paragraph": "Text"}]"""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_heading_has_its_one_anchor_whether_it_is_linked_to_or_not()
        => Assert.Equal(There + "# " + Anchor + "Title\n", Convert($$"""[{{Link}}, {"heading_1": "Title"}]"""));

    private static string Convert(string blocks)
        => MarkdownConverter.Convert(SpecBlocks.Read(SpecBlocks.Expand(JsonNode.Parse(blocks)!)), MarkdownContext.Empty).ToString();
}
