using System.Text;
using System.Text.Json;
using NotionSync.Notion;
using NotionSync.Tests.Markdown;

namespace NotionSync.Tests.Notion;

public sealed class BlockJsonTests
{
    private static readonly NotionId Id = NotionId.Parse("11111111-2222-3333-4444-555555555555");

    [Fact]
    public void A_block_is_its_header_over_the_JSON_of_its_payload()
    {
        var block = Assert.Single(Page("""
            {"object":"block","id":"11111111-2222-3333-4444-555555555555","parent":{"type":"page_id","page_id":"x"},
             "created_time":"2026-01-02T03:04:00.000Z","last_edited_time":"2026-01-02T03:05:00.000Z","has_children":true,
             "in_trash":true,"type":"paragraph","paragraph":{"rich_text":[],"color":"red"}}
            """).Blocks);

        Assert.Equal(Id, block.Id);
        Assert.Equal("paragraph", block.Type);
        Assert.True(block.HasChildren);
        Assert.True(block.InTrash);
        Assert.Equal(new(2026, 1, 2, 3, 5, 0, TimeSpan.Zero), block.LastEditedAt);
        Assert.Equal("""{"rich_text":[],"color":"red"}""", Text(block.Payload));
        Assert.Same("paragraph", block.Type);
    }

    [Theory]
    [InlineData(
        """{"type":"text","text":{"content":"a","link":null},"annotations":{"bold":false,"italic":false,"strikethrough":false,"underline":false,"code":false,"color":"default"},"plain_text":"a","href":null}""",
        """{"plain_text":"a"}""")]
    [InlineData(
        """{"type":"text","text":{"content":"a","link":{"url":"b"}},"annotations":{"bold":true,"italic":false,"strikethrough":false,"underline":false,"code":false,"color":"default"},"plain_text":"a","href":"b"}""",
        """{"annotations":{"bold":true},"plain_text":"a","href":"b"}""")]
    [InlineData("""{"annotations":{"bold":false,"color":"red"},"plain_text":"a"}""", """{"annotations":{"color":"red"},"plain_text":"a"}""")]
    [InlineData("""{"text":{"content":"a","link":null},"plain_text":"b"}""", """{"plain_text":"b","text":{"content":"a","link":null}}""")]
    [InlineData("""{"text":{"content":"a","link":{"url":"b"}},"plain_text":"a","href":"c"}""", """{"plain_text":"a","href":"c","text":{"content":"a","link":{"url":"b"}}}""")]
    [InlineData("""{"text":{"content":"a","link":{"url":"b"}},"plain_text":"a","href":null}""", """{"plain_text":"a","text":{"content":"a","link":{"url":"b"}}}""")]
    [InlineData("""{"text":{"content":"a"}}""", """{"text":{"content":"a"}}""")]
    [InlineData("""{"plain_text":"\"annotations\":{\"bold\":false}"}""", """{"plain_text":"\"annotations\":{\"bold\":false}"}""")]
    [InlineData("""{ "type" : "mention", "mention" : { "a" : [ 1 , true, null ] } }""", """{"type":"mention","mention":{"a":[1,true,null]}}""")]
    public void What_runs_of_text_say_twice_or_leave_unsaid_is_not_kept(string run, string kept)
        => Assert.Equal(
            [$$"""{"rich_text":[{{kept}}]}""", $$"""{"rich_text":[{{kept}},{{kept}}],"checked":false}"""],
            Page($$$"""{"type":"to_do","to_do":{"rich_text":[{{{run}}}],"color":"default"}},{"type":"to_do","to_do":{"rich_text":[{{{run}}},{{{run}}}],"checked":false}}""").Blocks
                .Select(block => Text(block.Payload)));

    [Theory]
    [InlineData("""{"to_do":{"checked":true},"type":"to_do","id":"11111111222233334444555555555555"}""", "to_do", """{"checked":true}""")]
    [InlineData("""{"id":"11111111-2222-3333-4444-555555555555","type":"hologram","hologram":[1]}""", "hologram", "[1]")]
    [InlineData("""{"hologram":5,"id":"11111111-2222-3333-4444-555555555555","type":"hologram"}""", "hologram", "5")]
    [InlineData("""{"id":"11111111-2222-3333-4444-555555555555","type":"divider","divider":null}""", "divider", "")]
    [InlineData("""{"id":"11111111-2222-3333-4444-555555555555","type":"divider"}""", "divider", "")]
    [InlineData("""{"object":"block","id":"11111111-2222-3333-4444-555555555555"}""", "", "")]
    [InlineData("""{"id":"11111111-2222-3333-4444-555555555555","type":null,"has_children":null,"in_trash":null,"last_edited_time":null}""", "", "")]
    [InlineData("""{"id":"11111111-2222-3333-4444-555555555555","t\u0079pe":"to_d\u006f","to\u005fdo":{}}""", "to_do", "{}")]
    [InlineData("""{"id":"11111111-2222-3333-4444-555555555555","type":{"a":1},"has_children":{"b":[]},"last_edited_time":"soon"}""", "", "")]
    public void Order_absence_null_and_unknown_names_do_not_matter(string json, string type, string payload)
    {
        var block = Assert.Single(Page(json).Blocks);

        Assert.Equal(Id, block.Id);
        Assert.Equal(type, block.Type);
        Assert.Equal(payload, Text(block.Payload));
        Assert.False(block.HasChildren);
    }

    [Theory]
    [InlineData("""{"archived":true}""", true)]
    [InlineData("""{"archived":true,"in_trash":false}""", false)]
    [InlineData("""{"in_trash":true,"archived":false}""", true)]
    public void What_in_trash_was_called_before_counts_where_it_is_missing(string json, bool inTrash)
        => Assert.Equal(inTrash, Assert.Single(Page(json).Blocks).InTrash);

    [Fact]
    public void Items_that_are_no_blocks_are_left_out()
        => Assert.Single(Page("""null, 5, ["x"], {"type":"divider","divider":{}}""").Blocks);

    [Theory]
    [InlineData("""{"results":[],"next_cursor":"abc","has_more":true}""", "abc")]
    [InlineData("""{"next_cursor":"abc","has_more":false,"results":[]}""", null)]
    [InlineData("""{"results":[],"next_cursor":null,"has_more":false}""", null)]
    [InlineData("""{"results":[]}""", null)]
    public void A_list_goes_on_where_it_says_so(string json, string? cursor)
        => Assert.Equal(cursor, BlockJson.ReadPage(Bytes(json)).NextCursor);

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"results":[{"id":"1""")]
    [InlineData("""{"results":[]} trailing""")]
    [InlineData("""{"results":[],"has_more":true,"next_cursor":null}""")]
    public void An_answer_that_is_not_a_whole_list_is_refused(string json)
        => Assert.ThrowsAny<JsonException>(() => BlockJson.ReadPage(Bytes(json)));

    [Fact]
    public void A_garbled_answer_is_refused_and_nothing_else_happens()
    {
        var random = new Random(13);
        var answers = SpecExample.All().Take(60).Select(example => Bytes($$"""{"object":"list","results":{{example.Json().ToJsonString()}},"next_cursor":null,"has_more":false}""")).ToList();

        for (var round = 0; round < 20_000; round++)
        {
            var answer = GarbledJson.Garble(answers[random.Next(answers.Count)], random);
            var exception = Record.Exception(() => BlockJson.ReadPage(answer));

            Assert.True(exception is JsonException || (exception is null && GarbledJson.IsValid(answer)), $"Round {round}: {exception}\n{Encoding.UTF8.GetString(answer)}");
        }
    }

    [Theory]
    [InlineData("""{"type":"paragraph","paragraph":{"rich_text":[7]},"paragraph":null}""")]
    [InlineData("""{"paragraph":{"rich_text":[7]},"paragraph":{"rich_text":[8]},"type":"paragraph"}""")]
    public void A_payload_that_comes_twice_does_no_harm(string block)
        => Assert.Equal("""{"rich_text":[7]}""", Text(BlockJson.ReadBlock(Bytes(block)).Payload));

    [Theory]
    [InlineData("""{"type":"synced_block","synced_block":{"synced_from":{"type":"block_id","block_id":"11111111-2222-3333-4444-555555555555"}}}""", true)]
    [InlineData("""{"type":"synced_block","synced_block":{"synced_from":null}}""", false)]
    [InlineData("""{"type":"synced_block","synced_block":{}}""", false)]
    [InlineData("""{"type":"synced_block"}""", false)]
    [InlineData("""{"type":"paragraph","paragraph":{"synced_from":{"block_id":"11111111-2222-3333-4444-555555555555"}}}""", false)]
    public void Only_a_synced_copy_names_an_original(string json, bool isCopy)
        => Assert.Equal(isCopy ? Id : null, BlockJson.ReadSyncedFrom(BlockJson.ReadBlock(Bytes(json))));

    private static BlockPage Page(string items)
        => BlockJson.ReadPage(Bytes($$"""{"object":"list","type":"block","block":{},"results":[{{items}}],"next_cursor":null,"has_more":false}"""));

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
