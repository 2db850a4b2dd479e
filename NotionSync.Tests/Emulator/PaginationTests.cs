using System.Net;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class PaginationTests
{
    [Fact]
    public async Task Children_come_a_hundred_at_a_time_in_order()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("flat,children=2500");
        await using var _ = emulator;

        var first = await emulator.GetAsync($"/v1/blocks/{page}/children");
        Assert.Equal(100, first["results"]!.AsArray().Count);
        Assert.True((bool)first["has_more"]!);
        Assert.Equal("block", (string?)first["type"]);

        var all = await emulator.ListAsync($"/v1/blocks/{page}/children");
        Assert.Equal(2500, all.Select(block => (string?)block["id"]).Distinct().Count());
        Assert.Equal("Paragraph 2500 of 2500", (string?)all[^1]["paragraph"]!["rich_text"]![0]!["plain_text"]);
        Assert.Equal(1 + 25, (int)(await emulator.GetAsync("/_emulator/stats"))["endpoints"]!["GET /v1/blocks/{id}/children"]!);
    }

    [Fact]
    public async Task A_smaller_page_size_is_kept()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=10");
        await using var _ = emulator;
        Assert.Equal(10, (await emulator.ListAsync($"/v1/blocks/{page}/children?page_size=3")).Count);
        Assert.Equal(4, (int)(await emulator.GetAsync("/_emulator/stats"))["endpoints"]!["GET /v1/blocks/{id}/children"]!);
    }

    [Theory]
    [InlineData("101", "≤ `100`")]
    [InlineData("0", "≥ `1`")]
    [InlineData("many", "a number")]
    public async Task A_page_size_out_of_range_is_refused(string size, string reason)
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=1");
        await using var _ = emulator;
        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/blocks/{page}/children?page_size={size}");
        Assert.Contains(reason, (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_own_list_alone()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=150");
        await using var _ = emulator;
        var other = (string)(await emulator.PostAsync("/_emulator/generate", """{"kind":"flat","children":150}"""))["id"]!;
        var cursor = (string)(await emulator.GetAsync($"/v1/blocks/{page}/children"))["next_cursor"]!;

        foreach (var wrong in (string[])[cursor, cursor[..^1], "9c593440-5d11-40c4-886b-65074c06d6aa"])
        {
            var error = await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/blocks/{other}/children?start_cursor={wrong}");
            Assert.Equal("validation_error", (string?)error["code"]);
            Assert.Equal($"The start_cursor provided is invalid: {wrong}", (string?)error["message"]);
        }

        await emulator.FailAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/v1/search", $$"""{"start_cursor":"{{cursor}}"}""");
    }

    [Fact]
    public async Task The_cursor_of_a_search_is_not_good_for_another_search()
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync("pages=3,blocks=1");
        await using var __ = emulator;
        var cursor = (string)(await emulator.PostAsync("/v1/search", """{"page_size":1}"""))["next_cursor"]!;

        await emulator.PostAsync("/v1/search", $$"""{"page_size":2,"start_cursor":"{{cursor}}"}""");
        await emulator.FailAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/v1/search", $$"""{"query":"page","start_cursor":"{{cursor}}"}""");
    }

    [Fact]
    public async Task A_cursor_can_expire()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=150", new EmulatorOptions { CursorSeconds = 60 });
        await using var _ = emulator;
        var cursor = (string)(await emulator.GetAsync($"/v1/blocks/{page}/children"))["next_cursor"]!;

        await emulator.GetAsync($"/v1/blocks/{page}/children?start_cursor={cursor}");
        await emulator.PostAsync("/_emulator/clock", """{"advanceSeconds":61}""");
        await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/blocks/{page}/children?start_cursor={cursor}");
    }

    [Fact]
    public async Task A_cursor_follows_its_block_when_others_are_inserted_before_it()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=150");
        await using var _ = emulator;
        var cursor = (string)(await emulator.GetAsync($"/v1/blocks/{page}/children"))["next_cursor"]!;

        await emulator.PostAsync($"/_emulator/blocks/{page}/children", """{"blocks":["new"],"after":"start"}""");
        var rest = await emulator.GetAsync($"/v1/blocks/{page}/children?start_cursor={cursor}");

        Assert.Equal("Paragraph 101 of 150", (string?)rest["results"]![0]!["paragraph"]!["rich_text"]![0]!["plain_text"]);
    }
}
