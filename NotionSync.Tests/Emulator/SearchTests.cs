using System.Net;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class SearchTests
{
    [Fact]
    public async Task All_shared_pages_and_data_sources_are_found_newest_first()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var found = await emulator.ListAsync("/v1/search", "{}");
        var times = found.Select(item => (string)item["last_edited_time"]!).ToList();

        Assert.Equal(3, found.Count(item => (string?)item["object"] == "data_source"));
        Assert.DoesNotContain(found, item => (string?)item["object"] == "database");
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);

        var oldestFirst = await emulator.ListAsync("/v1/search", """{"sort":{"timestamp":"last_edited_time","direction":"ascending"}}""");
        Assert.Equal(times.Order(StringComparer.Ordinal), oldestFirst.Select(item => (string)item["last_edited_time"]!));
    }

    [Theory]
    [InlineData("""{"query":"encryption"}""", "Encryption Policy")]
    [InlineData("""{"query":"Policy ENCRYPTION"}""", "Encryption Policy")]
    [InlineData("""{"filter":{"property":"object","value":"data_source"},"query":"sub"}""", "Subprocessors")]
    [InlineData("""{"filter":{"in_trash":true}}""", "Password Policy (withdrawn)")]
    [InlineData("""{"filter":{"property":"object","value":"page","in_trash":true}}""", "Password Policy (withdrawn)")]
    public async Task Titles_kinds_and_the_trash_select(string body, string title)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var found = Assert.Single(await emulator.ListAsync("/v1/search", body));
        Assert.Contains($"\"{title}\"", found.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"filter":{"property":"object","value":"database"}}""", "validation_error", "should be `\"page\"` or `\"data_source\"`")]
    [InlineData("""{"nonsense":1}""", "validation_error", "body.nonsense should be not present")]
    [InlineData("""{"page_size":"x"}""", "validation_error", "body.page_size should be a number")]
    [InlineData("""{"start_cursor":{}}""", "validation_error", "body.start_cursor should be a string")]
    [InlineData("""{"query":5}""", "validation_error", "body failed validation")]
    [InlineData("""{"filter":5}""", "validation_error", "body.filter should be an object")]
    [InlineData("""{"query":"a","query":"b"}""", "invalid_json", "Error parsing JSON body.")]
    [InlineData("[]", "validation_error", "body should be an object")]
    [InlineData("{", "invalid_json", "Error parsing JSON body.")]
    public async Task A_malformed_search_says_what_is_wrong(string body, string code, string reason)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/v1/search", body);

        Assert.Equal(code, (string?)error["code"]);
        Assert.Contains(reason, (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_is_cut_off_says_so_at_its_end()
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync("pages=30,blocks=1", new EmulatorOptions { RowLimit = 20 });
        await using var __ = emulator;

        var first = await emulator.PostAsync("/v1/search", """{"page_size":15}""");
        Assert.Equal("complete", (string?)first["request_status"]!["type"]);

        var last = await emulator.PostAsync("/v1/search", $$"""{"page_size":15,"start_cursor":"{{first["next_cursor"]}}"}""");
        Assert.Equal(5, last["results"]!.AsArray().Count);
        Assert.False((bool)last["has_more"]!);
        Assert.Equal("incomplete", (string?)last["request_status"]!["type"]);
        Assert.Equal("query_result_limit_reached", (string?)last["request_status"]!["incomplete_reason"]);
    }
}
