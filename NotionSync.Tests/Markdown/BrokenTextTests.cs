using System.Text;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Tests.Markdown;

/// <summary>Texts that are valid JSON and no valid text, as programs leave them that cut by length.</summary>
public sealed class BrokenTextTests
{
    [Theory]
    [InlineData("""a\ud83d b""", "a\ufffd b\n")]
    [InlineData("""\udc00""", "\ufffd\n")]
    [InlineData("""\ud83d\ude00 \"x\" \/ \u0041""", "😀 \"x\" / A\n")]
    [InlineData("""a\u0000b\u0007c""", "abc\n")]
    [InlineData("""a\r\nb""", "a\\\nb\n")]
    [InlineData("""a\rb""", "a\\\nb\n")]
    [InlineData("""\ud83d\n\t\\\"\u00e9é""", "\ufffd\\\n\\\\\"éé\n")]
    public void They_are_repaired(string json, string expected) => Assert.Equal(expected, Convert(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Bytes_that_are_no_UTF8_do_not_fail_a_page()
        => Assert.Contains("end", Convert([.. "\\ud83d"u8, 0xff, 0xfe, .. "end"u8]), StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"rich_text":7,"color":[],"checked":"x","icon":"y","caption":{},"cells":{},"children":[],"url":{},"title":7}""")]
    [InlineData("""{"rich_text":[7,null,[],"x",{"text":7,"annotations":[],"plain_text":{},"mention":7,"equation":"x","href":true}]}""")]
    public void A_payload_of_another_shape_does_not_fail_a_page(string payload)
    {
        string[] types =
        [
            "paragraph", "heading_1", "bulleted_list_item", "numbered_list_item", "to_do", "toggle", "quote", "callout", "code", "equation", "divider",
            "breadcrumb", "table_of_contents", "table", "table_row", "column_list", "tab", "synced_block", "template", "child_page", "child_database",
            "link_to_page", "bookmark", "embed", "link_preview", "image", "video", "file", "meeting_notes", "unsupported", "hologram", "",
        ];

        var blocks = types.Select(type => new Block { Id = SpecBlocks.Id(1), Type = type, Payload = Encoding.UTF8.GetBytes(payload) }).ToList();

        Assert.NotEmpty(MarkdownConverter.Convert(blocks, MarkdownContext.Empty).ToString());
        Assert.Empty(MediaFinder.Find(blocks));
    }

    private static string Convert(byte[] text)
    {
        byte[] payload = [.. """{"rich_text":[{"type":"text","plain_text":" """.TrimEnd().Select(c => (byte)c), .. text, .. "\"}]}"u8];
        return MarkdownConverter.Convert([new Block { Id = SpecBlocks.Id(1), Type = "paragraph", Payload = payload }], MarkdownContext.Empty).ToString();
    }
}
