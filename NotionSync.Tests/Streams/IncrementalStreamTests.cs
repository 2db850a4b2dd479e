using System.Text.Json;
using NotionSync.Streams;
using NotionSync.Tests.Emulator;

namespace NotionSync.Tests.Streams;

public sealed class IncrementalStreamTests
{
    private const string AnHour = """{"advanceSeconds":3600}""";

    [Fact]
    public async Task Two_reads_around_edits_bring_exactly_the_changes()
    {
        await using var workspace = await StreamedWorkspace.StartAsync();
        var page = await workspace.Notion.FindPageIdAsync("Information Security Policy");
        var states = new Dictionary<string, StreamState?>();

        foreach (var stream in StreamCatalogue.All.Where(stream => stream.IsIncremental))
        {
            states[stream.Name] = (await workspace.ReadAsync(stream.Name, StreamMode.Incremental)).State;
            Assert.Empty((await workspace.ReadAsync(stream.Name, StreamMode.Incremental, states[stream.Name])).Records);
        }

        await workspace.Notion.PostAsync("/_emulator/clock", AnHour);
        await workspace.Notion.PostAsync($"/_emulator/blocks/{page}/children", """{"blocks":["One more paragraph."]}""");
        await workspace.Notion.PostAsync($"/_emulator/pages/{page}/comments", """{"comments":[{"text":"Is that so?"}]}""");
        var added = (string)(await workspace.Notion.PostAsync("/_emulator/pages", """{"title":"A new page","blocks":["Its paragraph."]}"""))["id"]!;

        Assert.Equal(new[] { page, added }.Order(), await ChangesAsync("pages"));
        Assert.Empty(await ChangesAsync("data_sources"));
        Assert.Empty(await ChangesAsync("databases"));
        Assert.Equal(2, (await ChangesAsync("blocks")).Count);
        Assert.Single(await ChangesAsync("comments"));

        // And once more: nothing.
        foreach (var (stream, state) in states)
        {
            Assert.Empty((await workspace.ReadAsync(stream, StreamMode.Incremental, state)).Records);
        }

        async Task<List<string>> ChangesAsync(string stream)
        {
            var read = await workspace.ReadAsync(stream, StreamMode.Incremental, states[stream]);
            var steps = await workspace.ReadInStepsAsync(stream, StreamMode.Incremental, states[stream]);
            Assert.Equal(StreamedWorkspace.Ids(read.Records), StreamedWorkspace.Ids(steps.Records));
            states[stream] = read.State;
            return [.. StreamedWorkspace.Ids(read.Records).Order()];
        }
    }

    /// <summary>Notion's times are whole minutes: the second edit carries the time of the first.</summary>
    [Fact]
    public async Task Two_edits_within_one_minute_are_both_brought()
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { World = "empty" });
        var page = (string)(await workspace.Notion.PostAsync("/_emulator/pages", """{"title":"First"}"""))["id"]!;
        var first = await workspace.ReadAsync("pages", StreamMode.Incremental);

        await workspace.Notion.PatchAsync($"/_emulator/pages/{page}", """{"title":"Second"}""");
        var second = await workspace.ReadAsync("pages", StreamMode.Incremental, first.State);

        Assert.Equal(page, Assert.Single(StreamedWorkspace.Ids(first.Records)));
        Assert.Contains("Second", Assert.Single(second.Records).ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await workspace.ReadAsync("pages", StreamMode.Incremental, second.State)).Records);
    }

    /// <summary>An edited page moves to the front of the list, behind the reader's back.</summary>
    [Theory]
    [InlineData("pages")]
    [InlineData("blocks")]
    public async Task What_is_edited_while_it_is_read_is_brought(string stream)
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { World = "empty" });
        var last = string.Empty;

        for (var i = 0; i < 150; i++)
        {
            last = (string)(await workspace.Notion.PostAsync("/_emulator/pages", $$"""{"title":"Page {{i}}","edited":"2026-01-01T00:{{(149 - i) % 60:00}}:00Z","created":"2026-01-01T00:00:00Z","blocks":["Text {{i}}."]}"""))["id"]!;
        }

        var oldest = (await workspace.SearchAsync("page")).OrderBy(page => (string)page["last_edited_time"]!, StringComparer.Ordinal).ThenByDescending(page => (string)page["id"]!, StringComparer.Ordinal).First();
        var reading = new StreamReading(workspace.Client, new(StreamCatalogue.Get(stream), StreamMode.FullRefresh));
        var records = new List<string>();

        await foreach (var step in reading.ReadAsync())
        {
            if (step.IsRecord)
            {
                records.Add(System.Text.Encoding.UTF8.GetString(step.Record.Span));

                if (records.Count == 3)
                {
                    await workspace.Notion.PatchAsync($"/_emulator/pages/{(string)oldest["id"]!}", """{"title":"Moved to the front"}""");
                }
            }
        }

        Assert.NotEmpty(last);
        Assert.Contains(records, record => record.Contains(stream == "pages" ? "Moved to the front" : (string)oldest["id"]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_state_the_start_date_bounds_it_and_a_full_refresh_does_not_care()
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { World = "empty" });
        await workspace.Notion.PostAsync("/_emulator/pages", """{"title":"Old","created":"2020-01-01T00:00:00Z","edited":"2020-01-01T00:00:00Z"}""");
        await workspace.Notion.PostAsync("/_emulator/pages", """{"title":"New","created":"2024-06-01T00:00:00Z","edited":"2024-06-01T00:00:00Z"}""");
        var since = new DateTimeOffset(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Contains("New", Assert.Single((await workspace.ReadAsync("pages", StreamMode.Incremental, change: request => request with { StartDate = since })).Records).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, (await workspace.ReadAsync("pages", change: request => request with { StartDate = since })).Records.Count);
    }

    [Fact]
    public async Task A_state_of_Airbytes_own_connector_is_taken_over()
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { World = "empty" });
        await workspace.Notion.PostAsync("/_emulator/pages", """{"title":"Old","created":"2020-01-01T00:00:00Z","edited":"2020-01-01T00:00:00Z"}""");
        await workspace.Notion.PostAsync("/_emulator/pages", """{"title":"New","created":"2024-06-01T00:00:00Z","edited":"2024-06-01T00:00:00Z"}""");
        var state = StreamState.Parse(JsonSerializer.Deserialize<JsonElement>("""{"last_edited_time":"2023-10-10T13:51:00.000Z"}"""), "pages");

        Assert.Contains("New", Assert.Single((await workspace.ReadAsync("pages", StreamMode.Incremental, state)).Records).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"version":2}""")]
    [InlineData("""{"version":1,"stream":"blocks"}""")]
    [InlineData("""{"version":1,"last_edited_time":"yesterday"}""")]
    [InlineData("""{"version":1,"position":{"mode":"Sideways"}}""")]
    [InlineData("""{"version":1,"position":{"mode":7}}""")]
    [InlineData("""{"version":1,"position":{"path":[{},{"after":"0e5235bf-86aa-4efb-93aa-772cce7eab71"}]}}""")]
    [InlineData("""{"version":1,"position":{"path":[null]}}""")]
    [InlineData("""{"version":1,"position":{"list":{"after":"no id"}}}""")]
    [InlineData("""{"last_edited_time":"0001-01-01T00:00:00Z"}""")]
    [InlineData("""{"version":1,"position":{"mode":"Incremental","from":"9999-12-31T23:59:59Z"}}""")]
    [InlineData("""{"version":1,"position":{"latest":"0001-01-01T00:00:00Z"}}""")]
    public void What_is_no_state_of_the_stream_is_refused(string json)
        => Assert.Equal("invalid_state", Assert.Throws<ProblemException>(() => StreamState.Parse(JsonSerializer.Deserialize<JsonElement>(json), "pages")).Code);

    [Theory]
    [InlineData("2024-01-31")]
    [InlineData("2024-01-31T00:00:00")]
    [InlineData("2024-01-31T00:00:00+01:00")]
    [InlineData("2024-02-30T00:00:00Z")]
    [InlineData("31.01.2024")]
    [InlineData("2025-01-01T00:00:01.000Z")]
    public void A_start_date_that_is_not_UTC_or_lies_ahead_is_refused(string text)
        => Assert.Equal("invalid_start_date", Assert.Throws<ProblemException>(() => StartDate.Parse(text, At(2025))).Code);

    [Fact]
    public void A_start_date_is_UTC_and_two_years_back_where_none_is_given()
    {
        Assert.Equal(new(2024, 1, 31, 1, 2, 3, 400, TimeSpan.Zero), StartDate.Parse("2024-01-31T01:02:03.400Z", At(2025)));
        Assert.Equal(new(2024, 1, 31, 1, 2, 3, TimeSpan.Zero), StartDate.Parse("2024-01-31T01:02:03Z", At(2025)));
        Assert.Equal(new(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), StartDate.Parse(null, At(2025)));
    }

    private static FixedTime At(int year) => new(new(year, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
