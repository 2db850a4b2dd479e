using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Airbyte;
using NotionSync.Emulator;
using NotionSync.Notion;
using NotionSync.Streams;
using NotionSync.Tests.Airbyte;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Notion;

namespace NotionSync.Tests.Streams;

public sealed class StreamReadingTests
{
    public static TheoryData<string> Streams => [.. StreamCatalogue.All.Select(stream => stream.Name)];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Every_record_of_the_sample_workspace_is_as_the_schema_says(string stream)
    {
        await using var workspace = await StreamedWorkspace.StartAsync();
        Validate(stream, await workspace.ReadAsync(stream, change: request => request with { BlockComments = true }));
    }

    [CorpusTheory]
    [InlineData("pages")]
    [InlineData("blocks")]
    public async Task Every_record_of_the_recorded_pages_is_as_the_schema_says(string stream)
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { World = Corpus.Path() });
        var read = await workspace.ReadAsync(stream);
        Validate(stream, read);
        Assert.Empty(await MissingAsync(workspace, stream, read));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_full_refresh_brings_what_an_independent_walk_finds(string stream)
    {
        await using var workspace = await StreamedWorkspace.StartAsync();
        var read = await workspace.ReadAsync(stream, change: request => request with { BlockComments = true });

        Assert.NotEmpty(read.Records);
        Assert.Empty(await MissingAsync(workspace, stream, read));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_read_that_stops_at_every_record_brings_the_same_as_one_that_does_not(string stream)
    {
        await using var workspace = await StreamedWorkspace.StartAsync();
        var whole = await workspace.ReadAsync(stream, change: request => request with { BlockComments = true });
        var steps = await workspace.ReadInStepsAsync(stream, change: request => request with { BlockComments = true });

        Assert.Equal(StreamedWorkspace.Ids(whole.Records), StreamedWorkspace.Ids(steps.Records));
        Assert.Equal(whole.State?.Cursor, steps.State?.Cursor);
        Assert.Null(steps.State?.Position);
    }

    [Fact]
    public async Task Blocks_are_read_thirty_levels_deep_or_as_deep_as_was_asked()
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { Generate = ["deep,depth=40"] });

        var thirty = await workspace.ReadAsync("blocks");
        var fifty = await workspace.ReadAsync("blocks", change: request => request with { BlockDepth = 50 });
        var stepped = await workspace.ReadInStepsAsync("blocks", change: request => request with { BlockDepth = 50 });

        Assert.Equal(1, thirty.Warnings["too_deep"]);
        Assert.DoesNotContain("too_deep", fifty.Warnings.Keys);
        Assert.True(fifty.Records.Count > thirty.Records.Count);
        Assert.Equal(StreamedWorkspace.Ids(fifty.Records), StreamedWorkspace.Ids(stepped.Records));
        Assert.Equal((await workspace.WalkAsync((string)(await workspace.SearchAsync("page"))[0]["id"]!, 30)).Count, thirty.Records.Count);
    }

    [Fact]
    public async Task A_synced_block_within_itself_ends()
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { Generate = ["cycle"] });
        var read = await workspace.ReadAsync("blocks");

        Assert.NotEmpty(read.Records);
        Assert.True(read.Warnings["cycle"] >= 1);
    }

    [Fact]
    public async Task Lists_of_many_answers_are_resumed_within_each()
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { Generate = ["flat,children=250", "database,rows=230"] });

        foreach (var stream in new[] { "blocks", "pages" })
        {
            var whole = await workspace.ReadAsync(stream);
            var steps = await workspace.ReadInStepsAsync(stream);

            Assert.True(whole.Records.Count > 230);
            Assert.Equal(StreamedWorkspace.Ids(whole.Records), StreamedWorkspace.Ids(steps.Records));
            Assert.Equal(whole.Records.Count, StreamedWorkspace.Ids(whole.Records).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("blocks")]
    [InlineData("pages")]
    public async Task A_place_whose_cursor_has_expired_is_found_again(string stream)
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { Generate = ["flat,children=250", "database,rows=230"], CursorSeconds = 60 });
        var whole = await workspace.ReadAsync(stream);
        var records = new List<JsonObject>();
        StreamState? state = null;
        var reading = new StreamReading(workspace.Client, new(StreamCatalogue.Get(stream), StreamMode.FullRefresh));

        await foreach (var step in reading.ReadAsync())
        {
            if (step.IsRecord)
            {
                records.Add(JsonNode.Parse(step.Record.Span)!.AsObject());
            }

            if (records.Count == 160)
            {
                state = reading.State;
                break;
            }
        }

        await workspace.Notion.PostAsync("/_emulator/clock", """{"advanceSeconds":120}""");
        var rest = await workspace.ReadAsync(stream, state: state);

        Assert.Equal(StreamedWorkspace.Ids(whole.Records).Order(), StreamedWorkspace.Ids(records.Concat(rest.Records)).Distinct().Order());
    }

    [Fact]
    public async Task Where_search_ends_before_everything_was_found_the_latest_edits_are_brought_and_it_is_said()
    {
        await using var workspace = await StreamedWorkspace.StartAsync(new() { Generate = ["database,rows=120"], RowLimit = 50 });
        var read = await workspace.ReadAsync("pages");

        Assert.Equal(50, read.Records.Count);
        Assert.True(read.Warnings["search_incomplete"] >= 1);

        // What is edited from then on is at the front, so the incremental reads that follow miss none of it.
        await workspace.Notion.PostAsync("/_emulator/clock", """{"advanceSeconds":3600}""");
        await workspace.Notion.PatchAsync("/_emulator/settings", """{"rowLimit":10000}""");
        var hidden = StreamedWorkspace.Ids(await workspace.SearchAsync("page")).Except(StreamedWorkspace.Ids(read.Records)).First();
        await workspace.Notion.PatchAsync("/_emulator/settings", """{"rowLimit":50}""");
        await workspace.Notion.PatchAsync($"/_emulator/pages/{hidden}", """{"icon":"🔑"}""");

        var next = await workspace.ReadAsync("pages", StreamMode.Incremental, read.State);
        Assert.Equal(hidden, Assert.Single(StreamedWorkspace.Ids(next.Records)));
        Assert.DoesNotContain("search_incomplete", next.Warnings.Keys);
    }

    [Fact]
    public async Task Comments_that_Notion_does_not_give_are_left_out_and_counted()
    {
        await using var workspace = await StreamedWorkspace.StartAsync();
        var whole = await workspace.ReadAsync("comments", change: request => request with { BlockComments = true });
        var refused = (string)whole.Records.Select(comment => comment["parent"]!["block_id"] ?? comment["parent"]!["page_id"]).First(id => id is not null)!;
        await workspace.Notion.PostAsync("/_emulator/faults", $$"""{"path":"^/v1/comments.*{{refused}}","status":400}""");

        var rest = await workspace.ReadAsync("comments", change: request => request with { BlockComments = true });

        Assert.Equal(whole.Warnings.GetValueOrDefault("not_shared") + 1, rest.Warnings["not_shared"]);
        Assert.NotEmpty(rest.Records);
        Assert.Equal(
            StreamedWorkspace.Ids(whole.Records.Where(comment => (string?)(comment["parent"]!["block_id"] ?? comment["parent"]!["page_id"]) != refused)),
            StreamedWorkspace.Ids(rest.Records));
    }

    [Fact]
    public async Task A_search_that_goes_in_circles_ends_the_read()
    {
        await using var notion = await OddNotion.StartAsync(OddNotion.Json(200, """{"object":"list","results":[],"has_more":true,"next_cursor":"a"}"""));
        await using var clients = new NotionClientHost(notion.Address);
        var reading = new StreamReading(clients.Client, new(StreamCatalogue.Get("pages"), StreamMode.FullRefresh));

        Assert.Equal(NotionError.Malformed, (await Assert.ThrowsAsync<NotionException>(async () => await reading.ReadAsync().CountAsync())).Error);
    }

    /// <summary>Nothing is brought, and yet whoever is cut off goes on from where the read was.</summary>
    [Fact]
    public async Task A_read_that_brings_nothing_for_long_says_where_it_is()
    {
        await using var workspace = await StreamedWorkspace.StartAsync();
        var request = new StreamRequest(StreamCatalogue.Get("comments"), StreamMode.Incremental) { State = (await workspace.ReadAsync("comments")).State };

        using var lines = new MemoryStream();
        var output = System.IO.Pipelines.PipeWriter.Create(lines);
        await new StreamLineWriter(new SlowTime()).WriteAsync(new(workspace.Client, request), "comments", new(10, TimeSpan.FromDays(1), 1000), output, default);
        var written = System.Text.Encoding.UTF8.GetString(lines.ToArray()).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToList();

        Assert.DoesNotContain(written, line => (string?)line["type"] == "record");
        Assert.InRange(written.Count(line => (string?)line["type"] == "state" && line["state"]!["position"] is not null), 5, 1000);
        Assert.Equal("complete", (string?)written[^1]["reason"]);

        using var messages = new MemoryStream();
        Assert.Null(await new StreamRead(workspace.Client, new(messages, TimeProvider.System), new SlowTime()).RunAsync(request, default));
        var states = Protocol.Read(System.Text.Encoding.UTF8.GetString(messages.ToArray())).Of("STATE").ToList();

        Assert.InRange(states.Count(state => state["stream"]!["stream_state"]!["position"] is not null), 5, 1000);
    }

    private static void Validate(string stream, StreamedWorkspace.Read read)
    {
        var definition = StreamCatalogue.Get(stream);
        var schema = new JsonSchema(JsonNode.Parse(definition.Schema.GetRawText())!.AsObject());
        var errors = read.Records.SelectMany(record => schema.Check(record)).Distinct().Take(20).ToList();

        Assert.NotEmpty(read.Records);
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        Assert.All(read.Records, record => Assert.True(record.ContainsKey(definition.PrimaryKey) && (definition.CursorField is null || record.ContainsKey(definition.CursorField))));
    }

    // What only one of the two sides has.
    private static async Task<IEnumerable<string>> MissingAsync(StreamedWorkspace workspace, string stream, StreamedWorkspace.Read read)
    {
        var expected = new List<JsonObject>();

        switch (stream)
        {
            case "users":
                expected.AddRange(await workspace.Notion.ListAsync("/v1/users"));
                break;
            case "pages":
                expected.AddRange(await workspace.SearchAsync("page"));
                break;
            case "data_sources":
                expected.AddRange(await workspace.SearchAsync("data_source"));
                break;
            case "databases":
                foreach (var id in (await workspace.SearchAsync("data_source")).Select(source => (string)source["parent"]!["database_id"]!).Distinct())
                {
                    expected.Add(await workspace.Notion.GetAsync($"/v1/databases/{id}"));
                }

                break;
            case "blocks":
                foreach (var page in await workspace.SearchAsync("page"))
                {
                    expected.AddRange(await workspace.WalkAsync((string)page["id"]!));
                }

                break;
            default:
                foreach (var page in await workspace.SearchAsync("page"))
                {
                    foreach (var on in (await workspace.WalkAsync((string)page["id"]!)).Prepend(page))
                    {
                        expected.AddRange(await workspace.Notion.ListAsync($"/v1/comments?block_id={(string)on["id"]!}"));
                    }
                }

                break;
        }

        var (left, right) = (StreamedWorkspace.Ids(expected).Order().ToList(), StreamedWorkspace.Ids(read.Records).Order().ToList());
        var differences = left.Except(right).Select(id => $"{id} was not brought").Concat(right.Except(left).Select(id => $"{id} is not there")).ToList();

        if (left.Count != right.Count)
        {
            differences.Add($"{left.Count} are there, {right.Count} were brought");
        }

        // And each as Notion has it.
        var known = expected.DistinctBy(item => (string)item["id"]!).ToDictionary(item => (string)item["id"]!);
        differences.AddRange(read.Records.Where(record => known.TryGetValue((string)record["id"]!, out var item) && !IsSame(item, record)).Select(record => $"{record["id"]} is another"));
        return differences.Take(20);
    }

    private static bool IsSame(JsonObject item, JsonObject record)
    {
        var plain = record.DeepClone().AsObject();
        var given = item.DeepClone().AsObject();
        given.Remove("request_id");
        plain.Remove("request_id");

        if (plain["properties"] is JsonArray properties)
        {
            plain["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create((string)property!["name"]!, property["value"]?.DeepClone())));
        }

        if (plain["bot"]?["owner"]?["info"] is { } info)
        {
            var owner = plain["bot"]!["owner"]!.AsObject();
            owner.Remove("info");
            owner["user"] = info.DeepClone();
        }

        // File links are signed anew for each answer.
        return WithoutFiles(given) == WithoutFiles(plain);

        static string WithoutFiles(JsonObject json)
            => System.Text.RegularExpressions.Regex.Replace(Sorted(json)!.ToJsonString(), "\"(url|expiry_time)\":\"[^\"]*\"", string.Empty);
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => KeyValuePair.Create(property.Key, Sorted(property.Value)))),
        JsonArray array => new JsonArray([.. array.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Every look at it is a minute later.</summary>
    private sealed class SlowTime : TimeProvider
    {
        private long _minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * Interlocked.Increment(ref _minutes);
    }
}
