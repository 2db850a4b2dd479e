using System.Text;
using System.Text.Json;
using NotionSync.Actions;

namespace NotionSync.Tests.Actions;

public sealed class FetchAllTests
{
    [Fact]
    public async Task What_is_too_big_for_one_answer_says_where_it_goes_on()
    {
        var item = $$"""{"id":"{{new string('x', 50_000)}}"}""";
        var answer = Encoding.UTF8.GetBytes($$"""{"object":"list","results":[{{string.Join(',', Enumerable.Repeat(item, 100))}}],"next_cursor":"more","has_more":true}""");
        var asked = new List<string?>();
        var input = ActionInput.Check(ActionCatalogue.Get("list_users"), JsonSerializer.SerializeToElement(new { fetchAll = true, startCursor = "here" }));

        var result = await ReadActions.PagesAsync(input, (cursor, _) =>
        {
            asked.Add(cursor);
            return Task.FromResult<ReadOnlyMemory<byte>>(answer);
        });

        using var list = JsonDocument.Parse(result.Body);
        Assert.Equal(["here", "more", "more", "more"], asked);
        Assert.Equal((400, "more", true), (list.RootElement.GetProperty("results").GetArrayLength(), list.RootElement.GetProperty("next_cursor").GetString(), list.RootElement.GetProperty("has_more").GetBoolean()));
    }

    [Fact]
    public async Task Where_Notion_ends_a_list_too_early_the_whole_says_so_too()
    {
        var input = ActionInput.Check(ActionCatalogue.Get("search"), JsonSerializer.SerializeToElement(new { fetchAll = true }));
        var answers = new Queue<string>(
        [
            """{"object":"list","results":[{"id":"a"}],"next_cursor":"more","has_more":true}""",
            """{"object":"list","results":[{"id":"b"}],"next_cursor":null,"has_more":false,"request_status":{"type":"incomplete","incomplete_reason":"query_result_limit_reached"}}""",
        ]);

        var result = await ReadActions.PagesAsync(input, (_, _) => Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(answers.Dequeue())));

        using var list = JsonDocument.Parse(result.Body);
        Assert.Equal((2, "incomplete"), (list.RootElement.GetProperty("results").GetArrayLength(), list.RootElement.GetProperty("request_status").GetProperty("type").GetString()));
    }
}
