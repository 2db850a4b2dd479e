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
}
