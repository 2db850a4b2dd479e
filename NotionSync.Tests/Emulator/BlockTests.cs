using System.Net;
using System.Text.Json.Nodes;

namespace NotionSync.Tests.Emulator;

public sealed class BlockTests
{
    private static readonly string[] AllTypes =
    [
        "paragraph", "heading_1", "heading_2", "heading_3", "heading_4", "bulleted_list_item", "numbered_list_item", "to_do",
        "toggle", "quote", "callout", "code", "equation", "divider", "breadcrumb", "column_list", "column", "tab", "table",
        "table_row", "table_of_contents", "child_page", "child_database", "synced_block", "link_to_page", "template", "embed",
        "bookmark", "link_preview", "image", "video", "audio", "pdf", "file", "meeting_notes", "unsupported",
    ];

    [Fact]
    public async Task The_sample_shows_every_block_type_and_every_kind_of_rich_text()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
        var blocks = new List<JsonObject>();
        await ReadAsync(emulator, await emulator.FindPageIdAsync("Every Block Type"), blocks);
        var runs = blocks.Select(block => block[(string)block["type"]!]!["rich_text"] as JsonArray ?? []).SelectMany(run => run).ToList();

        Assert.Empty(AllTypes.Except(blocks.Select(block => (string)block["type"]!)));
        Assert.Empty(((string[])["text", "equation", "mention"]).Except(runs.Select(run => (string)run!["type"]!)));
        Assert.Empty(((string[])["user", "date", "page", "database", "link_preview", "link_mention", "template_mention", "custom_emoji"])
            .Except(runs.Where(run => run!["mention"] is not null).Select(run => (string)run!["mention"]!["type"]!)));
    }

    [Fact]
    public async Task A_block_is_the_same_alone_and_in_its_list()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
        var page = await emulator.FindPageIdAsync("Access Control Policy");

        foreach (var listed in await emulator.ListAsync($"/v1/blocks/{page}/children"))
        {
            var alone = await emulator.GetAsync($"/v1/blocks/{((string)listed["id"]!).Replace("-", "", StringComparison.Ordinal)}");
            alone.Remove("request_id");
            Assert.Equal(listed.ToJsonString(), alone.ToJsonString());
        }
    }

    [Fact]
    public async Task A_page_is_a_block_too()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var page = await emulator.FindPageAsync("Access Control Policy");
        var block = await emulator.GetAsync($"/v1/blocks/{page["id"]}");

        Assert.Equal("child_page", (string?)block["type"]);
        Assert.Equal("Access Control Policy", (string?)block["child_page"]!["title"]);
        Assert.True((bool)block["has_children"]!);
        Assert.Equal(page["parent"]!.ToJsonString(), block["parent"]!.ToJsonString());
    }

    [Fact]
    public async Task Nesting_of_35_levels_is_reported_level_by_level()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("deep,depth=35");
        await using var _ = emulator;
        var id = page;

        for (var level = 1; level <= 35; level++)
        {
            var block = Assert.Single(await emulator.ListAsync($"/v1/blocks/{id}/children"));
            Assert.Equal(level < 35, (bool)block["has_children"]!);
            id = (string)block["id"]!;
        }
    }

    [Fact]
    public async Task A_synced_copy_shows_the_blocks_of_its_original_even_in_a_circle()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("cycle");
        await using var _ = emulator;
        var id = (string)(await emulator.ListAsync($"/v1/blocks/{page}/children"))[0]["id"]!;

        for (var round = 0; round < 50; round++)
        {
            var copy = (await emulator.ListAsync($"/v1/blocks/{id}/children"))[1];
            Assert.True((bool)copy["has_children"]!);
            Assert.NotNull((string?)copy["synced_block"]!["synced_from"]!["block_id"]);
            id = (string)copy["id"]!;
        }
    }

    [Fact]
    public async Task A_copy_of_a_synced_block_that_is_not_shared_has_no_readable_children()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var blocks = await emulator.ListAsync($"/v1/blocks/{await emulator.FindPageIdAsync("Every Block Type")}/children");
        var copies = blocks.Where(block => block["synced_block"]?["synced_from"] is not null).ToList();

        Assert.Equal(2, (await emulator.ListAsync($"/v1/blocks/{copies[0]["id"]}/children")).Count);
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/blocks/{copies[1]["id"]}/children");
    }

    [Fact]
    public async Task Reading_into_an_unsupported_block_is_a_validation_error()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var blocks = await emulator.ListAsync($"/v1/blocks/{await emulator.FindPageIdAsync("Every Block Type")}/children");
        var block = blocks.Single(block => (string?)block["unsupported"]?["block_type"] == "ai_block");

        Assert.True((bool)block["has_children"]!);
        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/blocks/{block["id"]}/children");
        Assert.Equal("Block type ai_block is not supported via the API.", (string?)error["message"]);
    }

    [Fact]
    public async Task A_linked_view_of_a_database_cannot_be_read()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var blocks = await emulator.ListAsync($"/v1/blocks/{await emulator.FindPageIdAsync("Our Suppliers")}/children");
        var view = blocks.Last(block => (string?)block["type"] == "child_database");

        Assert.Equal("Untitled", (string?)view["child_database"]!["title"]);
        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/databases/{view["id"]}");
        Assert.Equal($"Database with ID {view["id"]} does not contain any data sources accessible by this API bot.", (string?)error["message"]);
    }

    [Fact]
    public async Task The_wrong_kind_of_id_is_named()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var blocks = await emulator.ListAsync($"/v1/blocks/{await emulator.FindPageIdAsync("Our Suppliers")}/children");
        var (database, block) = (blocks.First(one => (string?)one["type"] == "child_database")["id"]!, blocks[0]["id"]!);
        var page = await emulator.FindPageIdAsync("Our Suppliers");

        Assert.Equal(
            $"Provided ID {database} is a database, not a page. Use the retrieve database API instead.",
            (string?)(await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/pages/{database}"))["message"]);
        Assert.Equal(
            $"Provided ID {block} is a block, not a page. Use the retrieve block API instead.",
            (string?)(await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/pages/{block}"))["message"]);
        Assert.Equal(
            $"Provided ID {page} is a page, not a database. Use the retrieve page API instead.",
            (string?)(await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/databases/{page}"))["message"]);
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/data_sources/{database}");
    }

    [Fact]
    public async Task Comments_belong_to_one_page_or_block()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var page = await emulator.FindPageIdAsync("Every Block Type");
        var block = (await emulator.ListAsync($"/v1/blocks/{page}/children"))[^1];

        Assert.Empty(await emulator.ListAsync($"/v1/comments?block_id={page}"));
        var comments = await emulator.ListAsync($"/v1/comments?block_id={block["id"]}");
        Assert.Equal((string[])["Jonas Feld", "Aiko Brandt"], comments.Select(comment => (string)comment["display_name"]!["resolved_name"]!));
        await emulator.FailAsync(HttpStatusCode.BadRequest, "/v1/comments");
    }

    [Fact]
    public async Task The_markdown_of_a_page_names_what_it_leaves_out()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var page = await emulator.FindPageIdAsync("Every Block Type");
        var markdown = await emulator.GetAsync($"/v1/pages/{page}/markdown");

        Assert.Equal("page_markdown", (string?)markdown["object"]);
        Assert.Contains("# Heading 1\n## Heading 2\n", (string?)markdown["markdown"], StringComparison.Ordinal);
        Assert.Contains("alt=\"ai_block\"", (string?)markdown["markdown"], StringComparison.Ordinal);
        Assert.NotEmpty(markdown["unknown_block_ids"]!.AsArray());
        Assert.False((bool)markdown["truncated"]!);
    }

    private static async Task ReadAsync(EmulatorHost emulator, string id, List<JsonObject> found)
    {
        foreach (var block in await emulator.ListAsync($"/v1/blocks/{id}/children"))
        {
            found.Add(block);

            if ((bool)block["has_children"]! && (string?)block["type"] is "column_list" or "column" or "table" or "tab" or "toggle")
            {
                await ReadAsync(emulator, (string)block["id"]!, found);
            }
        }
    }
}
