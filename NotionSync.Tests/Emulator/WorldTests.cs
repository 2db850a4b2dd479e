using System.Net;
using System.Text.Json.Nodes;
using NotionSync.Emulator;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.Emulator;

public sealed class WorldTests
{
    [Fact]
    public async Task The_sample_is_the_same_at_every_start()
    {
        var readings = new List<string>();

        for (var start = 0; start < 2; start++)
        {
            await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions(), new ManualTime());
            readings.Add((await emulator.GetAsync("/_emulator/pages"))["list"]!.ToJsonString());
        }

        Assert.Equal(readings[0], readings[1]);
    }

    [Fact]
    public async Task A_world_file_is_loaded_and_can_be_replaced_while_it_runs()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "small.json");
        await File.WriteAllTextAsync(path, """{"name":"Small","pages":[{"title":"Only","blocks":["one",{"to_do":{"text":"two","checked":true}}]}]}""");

        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { World = path });
        var page = await emulator.FindPageIdAsync("Only");
        Assert.Equal((string[])["paragraph", "to_do"], (await emulator.ListAsync($"/v1/blocks/{page}/children")).Select(block => (string)block["type"]!));

        await emulator.PostAsync("/_emulator/world", """{"name":"Other","pages":[{"title":"Another"}]}""");
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/pages/{page}");
        Assert.Single(await emulator.ListAsync("/v1/search", "{}"));

        await emulator.PostAsync("/_emulator/world", """{"load":"sample"}""");
        await emulator.FindPageIdAsync("Trust Center");
    }

    [Theory]
    [InlineData("nonsense", "is not JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("""{"pages":[{"title":"x","blocks":[[]]}]}""", "Not a block")]
    [InlineData("""{"databases":[{"title":"x","properties":{"Name":"title"},"rows":[{"values":{"Nope":1}}]}]}""", "Nope")]
    public async Task A_file_that_is_no_world_is_refused_with_the_reason(string content, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "world.json");
        await File.WriteAllTextAsync(path, content);

        var error = await Assert.ThrowsAsync<FormatException>(() => EmulatorHost.StartAsync(new EmulatorOptions { World = path }));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pages=25,blocks=12,depth=4,files=3", 26)]
    [InlineData("flat,children=5", 1)]
    [InlineData("rows=12", 13)]
    [InlineData("megabytes=2", 1)]
    public async Task Generated_pages_come_in_the_wanted_number(string specification, int pages)
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync(specification);
        await using var __ = emulator;
        Assert.Equal(pages, (int)(await emulator.GetAsync("/_emulator/world"))["pages"]!);
    }

    [Fact]
    public async Task A_recorded_tree_without_a_page_of_an_old_version_is_brought_up_to_date()
    {
        const string Recording = """
            {
              "root": "591d29d3cb194273bb3a82644ed4faa4", "page": null,
              "children": {
                "591d29d3cb194273bb3a82644ed4faa4": [
                  { "object": "block", "id": "11111111-1111-4111-8111-111111111111", "type": "paragraph", "has_children": true, "archived": false, "paragraph": { "text": [ { "type": "text", "text": { "content": "Old", "link": null }, "plain_text": "Old", "href": "/591d29d3cb194273bb3a82644ed4faa4" } ], "color": "default" } },
                  { "object": "block", "id": "22222222222242228222222222222222", "type": "image", "has_children": false, "image": { "type": "file", "file": { "url": "https://s3.us-west-2.amazonaws.com/secure.example/abc/My%20picture.png?X-Amz-Expires=3600", "expiry_time": "2023-01-01T00:00:00.000Z" } } },
                  { "object": "block", "id": "33333333-3333-4333-8333-333333333333", "type": "child_page", "has_children": true, "child_page": { "title": "Recorded" } },
                  { "object": "block", "id": "44444444-4444-4444-8444-444444444444", "type": "child_page", "has_children": true, "child_page": { "title": "Missing" } },
                  { "object": "block", "id": "55555555-5555-4555-8555-555555555555", "type": "child_database", "has_children": false, "child_database": { "title": "Missing too" } }
                ],
                "33333333333343338333333333333333": [ { "object": "block", "id": "66666666-6666-4666-8666-666666666666", "type": "divider", "divider": {} } ]
              }
            }
            """;
        using var folder = new TemporaryFolder();

        foreach (var name in (string[])["one", "two"])
        {
            Directory.CreateDirectory(Path.Combine(folder.Path, name, "tree"));
            await File.WriteAllTextAsync(Path.Combine(folder.Path, name, "tree", "recording.json"), Recording);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "other.json"), "not read beside trees");
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { World = folder.Path, RequestsPerMinute = 0 });

        var world = await emulator.GetAsync("/_emulator/world");
        Assert.Equal((string[])["one/tree/recording.json", "two/tree/recording.json"], world["roots"]!.AsArray().Select(root => (string)root!["source"]!));
        var id = (string)world["roots"]![0]!["id"]!;
        var blocks = await emulator.ListAsync($"/v1/blocks/{id}/children");

        Assert.Equal("Old", (string?)blocks[0]["paragraph"]!["rich_text"]![0]!["plain_text"]);
        Assert.Equal($"/{id.Replace("-", "", StringComparison.Ordinal)}", (string?)blocks[0]["paragraph"]!["rich_text"]![0]!["href"]);
        Assert.False((bool)blocks[0]["has_children"]!);
        Assert.False((bool)blocks[0]["in_trash"]!);
        Assert.Null(blocks[0]["archived"]);
        Assert.Equal(id, (string?)blocks[0]["parent"]!["page_id"]);
        Assert.EndsWith("/My%20picture.png", new Uri((string)blocks[1]["image"]!["file"]!["url"]!).AbsolutePath, StringComparison.Ordinal);

        Assert.Single(await emulator.ListAsync($"/v1/blocks/{blocks[2]["id"]}/children"));
        Assert.Equal("Recorded", (string?)(await emulator.GetAsync($"/v1/pages/{blocks[2]["id"]}"))["properties"]!["title"]!["title"]![0]!["plain_text"]);
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/pages/{blocks[3]["id"]}");
        await emulator.FailAsync(HttpStatusCode.NotFound, $"/v1/databases/{blocks[4]["id"]}");
    }

    [CorpusFact]
    public async Task Every_recorded_page_tree_can_be_read_whole_and_nothing_points_off_the_machine()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { World = Corpus.Path(), RequestsPerMinute = 0 });
        var trees = Directory.GetFiles(Corpus.Path(), "*.json", SearchOption.AllDirectories).Count(file => Path.GetFileName(Path.GetDirectoryName(file)) == "tree");
        var roots = (await emulator.GetAsync("/_emulator/world"))["roots"]!.AsArray();
        Assert.Equal(trees, roots.Count);

        foreach (var root in roots)
        {
            var page = await emulator.GetAsync($"/v1/pages/{root!["id"]}");
            Assert.Equal("workspace", (string?)page["parent"]!["type"]);
            await ReadAsync(emulator, (string)page["id"]!);
        }
    }

    private static async Task ReadAsync(EmulatorHost emulator, string id)
    {
        var blocks = await emulator.ListAsync($"/v1/blocks/{id}/children");

        foreach (var block in blocks)
        {
            Assert.DoesNotContain("amazonaws.com", (block[(string)block["type"]!] as JsonObject)?["file"]?.ToJsonString() ?? "", StringComparison.Ordinal);

            if ((bool)block["has_children"]! && (string?)block["type"] != "child_page")
            {
                Assert.NotEmpty(await emulator.ListAsync($"/v1/blocks/{block["id"]}/children"));
                await ReadAsync(emulator, (string)block["id"]!);
            }
        }
    }
}
