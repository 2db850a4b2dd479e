using System.Net;
using System.Text.Json.Nodes;

namespace NotionSync.Tests.Emulator;

public sealed class PropertyTests
{
    [Fact]
    public async Task A_page_object_shows_25_references_and_the_property_endpoint_all()
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync("relations,references=130");
        await using var __ = emulator;
        var row = await emulator.FindPageAsync("many references");
        var properties = row["properties"]!;

        Assert.Equal(25, properties["Related"]!["relation"]!.AsArray().Count);
        Assert.True((bool)properties["Related"]!["has_more"]!);
        Assert.Equal(25, properties["People"]!["people"]!.AsArray().Count);
        Assert.Equal(25, properties["Mentions"]!["rich_text"]!.AsArray().Count);

        foreach (var name in (string[])["Related", "People", "Mentions"])
        {
            Assert.Equal(130, (await emulator.ListAsync($"/v1/pages/{row["id"]}/properties/{properties[name]!["id"]}")).Count);
        }
    }

    [Fact]
    public async Task The_next_page_of_a_property_is_linked_inside_the_property_item()
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync("relations,references=130");
        await using var __ = emulator;
        var row = await emulator.FindPageAsync("many references");

        var list = await emulator.GetAsync($"/v1/pages/{row["id"]}/properties/{row["properties"]!["Related"]!["id"]}");

        Assert.Equal("property_item", (string?)list["type"]);
        Assert.Null(list["next_url"]);
        var next = (string)list["property_item"]!["next_url"]!;
        var rest = await emulator.GetAsync(next);
        Assert.Equal(30, rest["results"]!.AsArray().Count);
        Assert.Null((string?)rest["property_item"]!["next_url"]);
        Assert.Equal("relation", (string?)rest["results"]![0]!["type"]);
        Assert.NotNull((string?)rest["results"]![0]!["relation"]!["id"]);
    }

    [Fact]
    public async Task Every_property_of_every_row_can_be_read_by_its_id()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
        var source = await emulator.FindDataSourceIdAsync("Frequently");
        var types = new HashSet<string>();

        foreach (var row in (await emulator.ListAsync($"/v1/data_sources/{source}/query", "{}")).Take(7))
        {
            foreach (var (_, property) in row["properties"]!.AsObject())
            {
                var type = (string)property!["type"]!;
                var item = await emulator.GetAsync($"/v1/pages/{row["id"]}/properties/{property["id"]}");
                types.Add(type);
                Assert.Equal(type, (string?)(item["property_item"] ?? item)["type"]);
            }
        }

        Assert.Superset(
            new HashSet<string>(["title", "rich_text", "number", "select", "multi_select", "status", "date", "people", "files", "checkbox", "url", "email", "phone_number", "formula", "relation", "rollup", "created_time", "created_by", "last_edited_time", "last_edited_by", "unique_id", "verification", "place", "button"]),
            types);
    }

    [Fact]
    public async Task An_id_that_is_encoded_twice_is_unknown()
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync("relations,references=1");
        await using var __ = emulator;
        var row = await emulator.FindPageAsync("many references");
        var id = (string)row["properties"]!.AsObject().Select(property => property.Value!["id"]).First(id => ((string)id!).Contains('%', StringComparison.Ordinal))!;

        await emulator.GetAsync($"/v1/pages/{row["id"]}/properties/{id}");
        await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/pages/{row["id"]}/properties/{Uri.EscapeDataString(id)}");
    }

    [Fact]
    public async Task A_page_shows_only_the_properties_that_were_asked_for()
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync("relations,references=1");
        await using var __ = emulator;
        var row = await emulator.FindPageAsync("many references");
        var people = (string)row["properties"]!["People"]!["id"]!;

        var page = await emulator.GetAsync($"/v1/pages/{row["id"]}?filter_properties=title&filter_properties={people}");
        Assert.Equal((string[])["Name", "People"], page["properties"]!.AsObject().Select(property => property.Key).Order());
        await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/pages/{row["id"]}?filter_properties=nope");
    }

    [Fact]
    public async Task A_rollup_is_incomplete_until_the_last_page_of_its_list()
    {
        var items = new JsonArray([.. Enumerable.Range(0, 120).Select(number => new JsonObject { ["type"] = "number", ["number"] = number })]);
        var rollup = new JsonObject { ["type"] = "array", ["array"] = items, ["function"] = "show_original" };
        var world = new JsonObject
        {
            ["name"] = "Rollups",
            ["databases"] = new JsonArray(new JsonObject
            {
                ["title"] = "Sums",
                ["properties"] = new JsonObject { ["Name"] = "title", ["All"] = "rollup" },
                ["rows"] = new JsonArray(new JsonObject { ["title"] = "Row", ["values"] = new JsonObject { ["All"] = rollup } }),
            }),
        };
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/world", world.ToJsonString());
        var row = await emulator.FindPageAsync("Row");

        var first = await emulator.GetAsync($"/v1/pages/{row["id"]}/properties/{row["properties"]!["All"]!["id"]}");
        Assert.Equal("incomplete", (string?)first["property_item"]!["rollup"]!["type"]);
        var last = await emulator.GetAsync((string)first["property_item"]!["next_url"]!);
        Assert.Equal("array", (string?)last["property_item"]!["rollup"]!["type"]);
        Assert.Equal(20, last["results"]!.AsArray().Count);
    }
}
