using System.Text;
using NotionSync.Html;
using NotionSync.Markdown;
using NotionSync.Notion;

namespace NotionSync.Tests.Html;

/// <summary>
/// A page of Notion that has one text in every field where a text can stand: as words, URL, caption, code language, icon,
/// file name, name of a person, title, expression, colour and type.
/// </summary>
internal static class HostilePage
{
    private const string Field = "@";

    private static readonly string Annotations = """ "annotations":{"bold":false,"italic":true,"strikethrough":false,"underline":true,"code":false,"color":"@"} """;

    private static readonly string Text =
        $$$"""
           [{"type":"text","text":{"content":"@","link":null},"annotations":{"bold":true,"color":"red"},"plain_text":"@","href":null},
            {"type":"text","text":{"content":"@","link":{"url":"@"}},{{{Annotations}}},"plain_text":"@","href":"@"},
            {"type":"text","text":{"content":"@","link":{"url":"https://example.com/?q=@"}},"annotations":{"code":true},"plain_text":"@","href":"https://example.com/?q=@"},
            {"type":"equation","equation":{"expression":"@"},{{{Annotations}}},"plain_text":"@","href":null},
            {"type":"mention","mention":{"type":"user","user":{"object":"user","id":"@","name":"@","avatar_url":"@"}},{{{Annotations}}},"plain_text":"@","href":null},
            {"type":"mention","mention":{"type":"date","date":{"start":"@","end":"@","time_zone":"@"}},{{{Annotations}}},"plain_text":"@","href":null},
            {"type":"mention","mention":{"type":"link_preview","link_preview":{"url":"@"}},{{{Annotations}}},"plain_text":"@","href":"@"},
            {"type":"mention","mention":{"type":"link_mention","link_mention":{"href":"@","title":"@","icon_url":"@","thumbnail_url":"@"}},{{{Annotations}}},"plain_text":"@","href":"@"},
            {"type":"mention","mention":{"type":"custom_emoji","custom_emoji":{"id":"@","name":"@","url":"@"}},{{{Annotations}}},"plain_text":"@","href":null},
            {"type":"mention","mention":{"type":"page","page":{"id":"@"}},{{{Annotations}}},"plain_text":"@","href":"@"},
            {"type":"mention","mention":{"type":"@","@":{"id":"@"}},{{{Annotations}}},"plain_text":"@","href":"@"},
            {"type":"@","@":{"content":"@"},{{{Annotations}}},"plain_text":"@","href":"@"}]
           """;

    private static readonly string Caption = """[{"type":"text","text":{"content":"@","link":{"url":"@"}},"plain_text":"@","href":"@"}]""";

    private static readonly (string Type, string Payload)[] Blocks =
    [
        .. new[]
        {
            "paragraph", "heading_1", "heading_2", "heading_3", "heading_4", "bulleted_list_item", "numbered_list_item", "to_do", "toggle", "quote", "template",
        }.Select(type => (type, $$$"""{"rich_text":{{{Text}}},"color":"@","checked":true,"icon":{"type":"emoji","emoji":"@"}}""")),
        ("heading_2", $$"""{"rich_text":{{Text}},"color":"@","is_toggleable":true}"""),
        ("numbered_list_item", $$"""{"rich_text":{{Text}},"list_format":"letters","list_start_index":3}"""),
        ("callout", $$$"""{"rich_text":{{{Text}}},"icon":{"type":"emoji","emoji":"@"},"color":"@"}"""),
        ("callout", $$$"""{"rich_text":{{{Text}}},"icon":{"type":"external","external":{"url":"@"}},"color":"@"}"""),
        ("callout", $$$$"""{"rich_text":{{{{Text}}}},"icon":{"type":"custom_emoji","custom_emoji":{"id":"@","name":"@","url":"@"}}}"""),
        ("code", $$"""{"rich_text":{{Text}},"language":"@","caption":{{Caption}}}"""),
        ("equation", """{"expression":"@"}"""),
        ("bookmark", $$"""{"url":"@","caption":{{Caption}}}"""),
        ("embed", $$"""{"url":"@","caption":{{Caption}}}"""),
        ("link_preview", """{"url":"@"}"""),
        .. new[] { "image", "video", "audio", "file", "pdf" }.SelectMany(type => new[]
        {
            (type, $$$"""{"type":"external","external":{"url":"@"},"name":"@","caption":{{{Caption}}}}"""),
            (type, $$$"""{"type":"external","external":{"url":"https://example.com/@"},"name":"@","caption":{{{Caption}}}}"""),
            (type, $$$"""{"type":"file","file":{"url":"@","expiry_time":"@"},"name":"@","caption":{{{Caption}}}}"""),
            (type, """{"type":"@","@":{"url":"@"},"name":"@"}"""),
        }),
        ("child_page", """{"title":"@"}"""),
        ("child_database", """{"title":"@"}"""),
        ("link_to_page", """{"type":"@","@":"@"}"""),
        ("unsupported", """{"block_type":"@"}"""),
        ("@", $$"""{"rich_text":{{Text}},"title":"@","url":"@"}"""),
    ];

    private static readonly string Table =
        $$$"""{"object":"block","id":"00000000-0000-4000-8000-ffffffffffff","type":"table","has_children":true,"table":{"table_width":2,"has_column_header":true,"has_row_header":true}}""";

    private static readonly string Row =
        $$$"""{"object":"block","id":"00000000-0000-4000-8000-fffffffffffe","type":"table_row","table_row":{"cells":[{{{Text}}},{{{Text}}}]}}""";

    /// <summary>The page's HTML, once with files as they come and once with stored copies of that name.</summary>
    public static IEnumerable<string> Render(string payload)
    {
        var blocks = Read(payload);
        var names = blocks.ToDictionary(block => block.Id, _ => payload);

        foreach (var attachments in new[] { [], names })
        {
            var markdown = MarkdownConverter.Convert(blocks, new()
            {
                Attachments = attachments,
                LinkedViews = attachments,
                Options = new() { Colours = true },
            });

            yield return HtmlRenderer.RenderFragment(markdown.Utf8.Span);
        }
    }

    private static List<Block> Read(string payload)
    {
        // Escaped throughout, as JSON may be. Half a surrogate pair is no text, and Notion sends none.
        var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(payload));
        var encoded = string.Concat(text.Select(character => $"\\u{(int)character:x4}"));
        var blocks = Blocks.Select((block, index) => ReadBlock(
            $$"""{"object":"block","id":"00000000-0000-4000-8000-{{index:d12}}","has_children":{{(index % 2 == 0 ? "true" : "false")}},"type":"{{block.Type}}","{{block.Type}}":{{block.Payload}}}""",
            encoded)).ToList();

        var inner = ReadBlock(
            $$$"""{"object":"block","id":"00000000-0000-4000-8000-fffffffffffd","type":"paragraph","paragraph":{"rich_text":{{{Caption}}}}}""", encoded);

        // Half of them hold a block in turn, so that the text stands in lists, quotes and toggles too.
        foreach (var block in blocks.Where(block => block.HasChildren))
        {
            block.Children = [inner];
        }

        var table = ReadBlock(Table, encoded);
        table.Children = [ReadBlock(Row, encoded), ReadBlock(Row, encoded)];
        return [.. blocks, table];
    }

    private static Block ReadBlock(string json, string encoded)
        => BlockJson.ReadBlock(Encoding.UTF8.GetBytes(json.Replace(Field, encoded, StringComparison.Ordinal)));
}
