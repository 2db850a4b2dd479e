using System.Net;

namespace NotionSync.Tests.Emulator;

public sealed class EditTests
{
    [Fact]
    public async Task Editing_a_block_changes_it_and_the_edit_time_of_its_page_to_the_minute()
    {
        var time = new ManualTime();
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 }, time);
        var page = await emulator.FindPageIdAsync("Encryption Policy");
        var blocks = await emulator.ListAsync($"/v1/blocks/{page}/children");
        var paragraph = blocks.First(block => (string?)block["type"] == "paragraph");
        time.Advance(100);

        await emulator.PatchAsync($"/_emulator/blocks/{paragraph["id"]}", """{"paragraph":"All of it is new."}""");

        var edited = await emulator.GetAsync($"/v1/blocks/{paragraph["id"]}");
        Assert.Equal("All of it is new.", (string?)edited["paragraph"]!["rich_text"]![0]!["plain_text"]);
        Assert.Equal("2026-03-02T09:17:00.000Z", (string?)edited["last_edited_time"]);
        Assert.Equal("2026-03-02T09:17:00.000Z", (string?)(await emulator.GetAsync($"/v1/pages/{page}"))["last_edited_time"]);
        Assert.NotEqual("2026-03-02T09:17:00.000Z", (string?)(await emulator.FindPageAsync("Security Policies"))["last_edited_time"]);
    }

    [Fact]
    public async Task A_silent_edit_leaves_the_edit_time()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var before = await emulator.FindPageAsync("Encryption Policy");

        await emulator.PostAsync("/_emulator/blocks/crypto/children", """{"blocks":["Added without a trace"],"silent":true}""");

        var after = await emulator.FindPageAsync("Encryption Policy");
        Assert.Equal((string?)before["last_edited_time"], (string?)after["last_edited_time"]);
        Assert.Contains("without a trace", (await emulator.ListAsync($"/v1/blocks/{before["id"]}/children"))[^1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_can_be_added_renamed_moved_and_trashed_and_comes_back()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
        var id = (string)(await emulator.PostAsync("/_emulator/pages", """{"parent":"policies","key":"new","title":"Draft","icon":"📝","blocks":["Text",{"heading_1":"More"}]}"""))["id"]!;
        var policies = await emulator.FindPageIdAsync("Security Policies");

        Assert.Equal("Draft", await TitleInAsync(policies));
        Assert.Equal(2, (await emulator.ListAsync($"/v1/blocks/{id}/children")).Count);

        await emulator.PatchAsync("/_emulator/pages/new", """{"title":"Final"}""");
        Assert.Equal("Final", await TitleInAsync(policies));
        Assert.Equal("Final", (string?)(await emulator.GetAsync($"/v1/pages/{id}"))["properties"]!["title"]!["title"]![0]!["plain_text"]);

        await emulator.PatchAsync("/_emulator/pages/new", """{"parent":"handbook"}""");
        Assert.Null(await TitleInAsync(policies));
        var handbook = await emulator.FindPageIdAsync("Team Handbook");
        Assert.Equal("Final", await TitleInAsync(handbook));
        Assert.Equal(handbook, (string?)(await emulator.GetAsync($"/v1/pages/{id}"))["parent"]!["page_id"]);

        await emulator.PatchAsync("/_emulator/pages/new", """{"trashed":true}""");
        Assert.Null(await TitleInAsync(handbook));
        Assert.True((bool)(await emulator.GetAsync($"/v1/pages/{id}"))["in_trash"]!);
        Assert.Contains(await emulator.ListAsync("/v1/search", """{"filter":{"in_trash":true}}"""), page => (string?)page["id"] == id);

        await emulator.PatchAsync("/_emulator/pages/new", """{"trashed":false,"parent":null}""");
        Assert.Equal("workspace", (string?)(await emulator.GetAsync($"/v1/pages/{id}"))["parent"]!["type"]);

        async Task<string?> TitleInAsync(string parent)
            => (string?)(await emulator.ListAsync($"/v1/blocks/{parent}/children")).FirstOrDefault(block => (string?)block["id"] == id)?["child_page"]!["title"];
    }

    [Fact]
    public async Task Trashing_a_page_takes_its_sub_pages_along()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PatchAsync("/_emulator/pages/access", """{"trashed":true}""");

        var trash = await emulator.ListAsync("/v1/search", """{"filter":{"property":"object","value":"page","in_trash":true}}""");

        Assert.Equal(4, trash.Count);
        Assert.Empty(await emulator.ListAsync("/v1/search", """{"query":"Access Reviews"}"""));
    }

    [Fact]
    public async Task Rows_can_be_added_and_their_values_changed()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
        var source = await emulator.FindDataSourceIdAsync("Subprocessors");

        await emulator.PostAsync("/_emulator/data_sources/subprocessors/rows", """{"rows":[{"key":"v6","title":"Sixth","values":{"Region":"US"}},{"title":"Seventh"}]}""");
        await emulator.PatchAsync("/_emulator/pages/v6", """{"values":{"Purpose":"Archiving"}}""");

        var rows = await emulator.ListAsync($"/v1/data_sources/{source}/query", """{"filter":{"property":"Purpose","select":{"equals":"Archiving"}}}""");
        Assert.Equal("US", (string?)Assert.Single(rows)["properties"]!["Region"]!["select"]!["name"]);
        Assert.Equal(7, (await emulator.ListAsync($"/v1/data_sources/{source}/query", "{}")).Count);
    }

    [Fact]
    public async Task Blocks_are_inserted_where_they_are_wanted_and_can_be_removed()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=3");
        await using var _ = emulator;
        var first = (string)(await emulator.ListAsync($"/v1/blocks/{page}/children"))[0]["id"]!;

        await emulator.PostAsync($"/_emulator/blocks/{page}/children", $$"""{"blocks":["second",{"toggle":"third","children":["inside"]}],"after":"{{first}}"}""");
        using var removed = await emulator.Http.DeleteAsync($"/_emulator/blocks/{first}");

        var texts = (await emulator.ListAsync($"/v1/blocks/{page}/children")).Select(block => (string?)block[(string)block["type"]!]!["rich_text"]![0]!["plain_text"]);
        Assert.Equal((string[])["second", "third", "Paragraph 2 of 3", "Paragraph 3 of 3"], texts);
        Assert.True((bool)(await emulator.GetAsync($"/v1/blocks/{first}"))["in_trash"]!);
    }

    [Fact]
    public async Task Reading_and_editing_at_once_never_shows_half_an_edit()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=120");
        await using var _ = emulator;
        using var end = new CancellationTokenSource();

        var readers = Enumerable.Range(0, 4).Select(async (_) =>
        {
            while (!end.IsCancellationRequested)
            {
                var blocks = await emulator.GetAsync($"/v1/blocks/{page}/children");
                Assert.Equal(100, blocks["results"]!.AsArray().Count);
                Assert.NotEmpty((await emulator.PostAsync("/v1/search", "{}"))["results"]!.AsArray());
            }
        }).ToList();

        for (var edit = 0; edit < 40; edit++)
        {
            await emulator.PostAsync($"/_emulator/blocks/{page}/children", """{"blocks":["new",{"toggle":"more","children":["inside"]}],"after":"start"}""");
            await emulator.PatchAsync($"/_emulator/pages/{page}", $$"""{"title":"Edit {{edit}}"}""");
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(120 + 80, (await emulator.ListAsync($"/v1/blocks/{page}/children")).Count);
    }

    [Fact]
    public async Task Comments_do_not_change_the_edit_time()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var before = await emulator.FindPageAsync("Encryption Policy");
        await emulator.PostAsync("/_emulator/pages/crypto/comments", """{"comments":[{"by":"mira","text":"Good."}]}""");

        Assert.Equal((string?)before["last_edited_time"], (string?)(await emulator.FindPageAsync("Encryption Policy"))["last_edited_time"]);
        Assert.Single(await emulator.ListAsync($"/v1/comments?block_id={before["id"]}"));
    }

    [Theory]
    [InlineData("PATCH", "/_emulator/pages/nothing", "{}", 404)]
    [InlineData("POST", "/_emulator/pages", """{"parent":"nothing","title":"x"}""", 404)]
    [InlineData("POST", "/_emulator/blocks/crypto/children", "{}", 400)]
    [InlineData("POST", "/_emulator/pages", """{"title":"x","blocks":[[]]}""", 400)]
    [InlineData("PATCH", "/_emulator/settings", """{"speed":1}""", 400)]
    [InlineData("POST", "/_emulator/clock", "{}", 400)]
    [InlineData("POST", "/_emulator/generate", """{"kind":"chaos"}""", 400)]
    [InlineData("POST", "/_emulator/world", """{"load":"/no/such/folder"}""", 400)]
    public async Task A_wrong_control_call_says_why(string method, string path, string body, int status)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var error = await emulator.FailAsync((HttpStatusCode)status, new HttpMethod(method), path, body);
        Assert.NotEmpty((string)error["error"]!);
    }
}
