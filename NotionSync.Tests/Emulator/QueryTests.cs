using System.Net;
using System.Text.Json.Nodes;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class QueryTests
{
    [Theory]
    [InlineData("""{"property":"Question","title":{"equals":"do you sign dpas?"}}""", 1)]
    [InlineData("""{"property":"Question","title":{"starts_with":"Do you"}}""", 14)]
    [InlineData("""{"property":"Answer","rich_text":{"contains":"TLS"}}""", 1)]
    [InlineData("""{"property":"Category","select":{"equals":"Data"}}""", 4)]
    [InlineData("""{"property":"Category","select":{"does_not_equal":"Data"}}""", 26)]
    [InlineData("""{"property":"Review","status":{"equals":"Approved"}}""", 10)]
    [InlineData("""{"property":"Tags","multi_select":{"contains":"GDPR"}}""", 5)]
    [InlineData("""{"property":"Tags","multi_select":{"is_empty":true}}""", 9)]
    [InlineData("""{"property":"Public","checkbox":{"equals":false}}""", 10)]
    [InlineData("""{"property":"Number of times asked","number":{"greater_than":20}}""", 3)]
    [InlineData("""{"property":"Number of times asked","number":{"is_empty":true}}""", 3)]
    [InlineData("""{"property":"ID","unique_id":{"less_than_or_equal_to":7}}""", 7)]
    [InlineData("""{"property":"Link","url":{"is_not_empty":true}}""", 5)]
    [InlineData("""{"property":"Evidence","files":{"is_not_empty":true}}""", 2)]
    [InlineData("""{"property":"Reviewed","date":{"equals":"2026-01-10"}}""", 7)]
    [InlineData("""{"property":"Reviewed","date":{"after":"2026-02-20"}}""", 3)]
    [InlineData("""{"property":"Related","relation":{"is_not_empty":true}}""", 7)]
    [InlineData("""{"property":"Related count","rollup":{"number":{"equals":29}}}""", 1)]
    [InlineData("""{"property":"Related categories","rollup":{"any":{"select":{"equals":"Data"}}}}""", 6)]
    [InlineData("""{"property":"Is stale","formula":{"checkbox":{"equals":true}}}""", 3)]
    [InlineData("""{"property":"Label","formula":{"string":{"starts_with":"Data"}}}""", 4)]
    [InlineData("""{"property":"Verification","verification":{"status":"verified"}}""", 10)]
    [InlineData("""{"timestamp":"last_edited_time","last_edited_time":{"on_or_after":"2026-02-20"}}""", 8)]
    [InlineData("""{"timestamp":"created_time","created_time":{"before":"2025-06-01"}}""", 0)]
    [InlineData("""{"and":[{"property":"Category","select":{"equals":"Security"}},{"or":[{"property":"Public","checkbox":{"equals":false}},{"property":"Question","title":{"contains":"bounty"}}]}]}""", 4)]
    public async Task A_filter_keeps_the_rows_that_meet_it(string filter, int count)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var id = await emulator.FindDataSourceIdAsync("Frequently");
        Assert.Equal(count, (await emulator.ListAsync($"/v1/data_sources/{id}/query", $$"""{"filter":{{filter}}}""")).Count);
    }

    [Theory]
    [InlineData("""{"property":"Nope","title":{"equals":"x"}}""", "Could not find property with name or id: Nope")]
    [InlineData("""{"property":"Question","number":{"equals":1}}""", "database property title does not match filter number")]
    [InlineData("""{"property":"Question","title":{"resembles":"x"}}""", "body.filter.title.resembles should be not present")]
    [InlineData("""{"timestamp":"seen","seen":{"on_or_after":"2026-02-20"}}""", "body.filter.timestamp should be")]
    [InlineData("""{"timestamp":"created_time","created_time":{"on_or_after":"soon"}}""", "should be a valid ISO 8601 date string")]
    [InlineData("""{"or":[{"or":[{"or":[]}]}]}""", "should be not present")]
    public async Task A_wrong_filter_is_refused(string filter, string reason)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var id = await emulator.FindDataSourceIdAsync("Frequently");
        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, HttpMethod.Post, $"/v1/data_sources/{id}/query", $$"""{"filter":{{filter}}}""");
        Assert.Contains(reason, (string?)error["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sorts_apply_in_their_order_and_rows_without_a_value_come_last()
    {
        var (emulator, _) = await EmulatorHost.StartGeneratedAsync("database,rows=30");
        await using var __ = emulator;
        var id = await emulator.FindDataSourceIdAsync("Database");

        var rows = await emulator.ListAsync($"/v1/data_sources/{id}/query", """{"sorts":[{"property":"Done","direction":"descending"},{"property":"Number","direction":"descending"}]}""");

        Assert.Equal((int[])[30, 27, 24], rows.Take(3).Select(Number));
        Assert.Equal(1, Number(rows[^1]));

        static int Number(JsonObject row) => (int)row["properties"]!["Number"]!["number"]!;
    }

    [Fact]
    public async Task A_query_over_the_row_limit_ends_incomplete_and_a_window_of_creation_time_reaches_the_rest()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { World = "empty", RowLimit = 100, RequestsPerMinute = 0 });
        await emulator.PostAsync("/_emulator/generate", """{"kind":"database","rows":150}""");
        var id = await emulator.FindDataSourceIdAsync("Database");
        var query = $"/v1/data_sources/{id}/query";

        var cut = await emulator.PostAsync(query, """{"sorts":[{"timestamp":"created_time","direction":"ascending"}]}""");
        Assert.Equal(100, cut["results"]!.AsArray().Count);
        Assert.Null((string?)cut["next_cursor"]);
        Assert.Equal("incomplete", (string?)cut["request_status"]!["type"]);

        var last = (string)cut["results"]![99]!["created_time"]!;
        var whole = await emulator.PostAsync(query, $$$$"""{"filter":{"timestamp":"created_time","created_time":{"on_or_after":"{{{{last}}}}"}}}""");
        Assert.Equal(51, whole["results"]!.AsArray().Count);
        Assert.Equal("complete", (string?)whole["request_status"]!["type"]);
    }

    [Fact]
    public async Task Rows_in_the_trash_are_listed_on_demand()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var id = await emulator.FindDataSourceIdAsync("Frequently");
        await emulator.PatchAsync("/_emulator/pages/faq-3", """{"trashed":true}""");

        Assert.Equal(29, (await emulator.ListAsync($"/v1/data_sources/{id}/query", "{}")).Count);
        var trashed = Assert.Single(await emulator.ListAsync($"/v1/data_sources/{id}/query", """{"in_trash":true}"""));
        Assert.True((bool)trashed["in_trash"]!);
    }

    [Fact]
    public async Task A_database_names_its_data_sources_and_a_row_its_parents()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var source = await emulator.GetAsync($"/v1/data_sources/{await emulator.FindDataSourceIdAsync("Subprocessors")}");
        var database = await emulator.GetAsync($"/v1/databases/{source["parent"]!["database_id"]}");
        var row = (await emulator.ListAsync($"/v1/data_sources/{source["id"]}/query", "{}"))[0];

        Assert.Equal((string[])["Subprocessors", "Data centers"], database["data_sources"]!.AsArray().Select(one => (string)one!["name"]!));
        Assert.Null(database["properties"]);
        Assert.Equal((string?)source["id"], (string?)row["parent"]!["data_source_id"]);
        Assert.Equal((string?)database["id"], (string?)row["parent"]!["database_id"]);
        Assert.Equal((string?)database["parent"]!["page_id"], (string?)source["database_parent"]!["page_id"]);
    }
}
