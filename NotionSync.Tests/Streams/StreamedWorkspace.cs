using System.Text.Json;
using System.Text.Json.Nodes;
using NotionSync.Emulator;
using NotionSync.Notion;
using NotionSync.Streams;
using NotionSync.Tests.Emulator;
using NotionSync.Tests.Notion;

namespace NotionSync.Tests.Streams;

/// <summary>An emulated workspace, read as streams and, independently, as plain JSON.</summary>
internal sealed class StreamedWorkspace : IAsyncDisposable
{
    private readonly NotionClientHost _clients;

    private StreamedWorkspace(EmulatorHost notion)
    {
        Notion = notion;
        _clients = new(notion.Http.BaseAddress!);
    }

    public EmulatorHost Notion { get; }

    public NotionClient Client => _clients.Client;

    public static async Task<StreamedWorkspace> StartAsync(EmulatorOptions? options = null)
        => new(await EmulatorHost.StartAsync((options ?? new()) with { RequestsPerMinute = 0 }));

    public async Task<Read> ReadAsync(string stream, StreamMode mode = StreamMode.FullRefresh, StreamState? state = null, Func<StreamRequest, StreamRequest>? change = null)
    {
        var request = new StreamRequest(StreamCatalogue.Get(stream), mode) { State = state };
        var reading = new StreamReading(Client, change?.Invoke(request) ?? request);
        var records = new List<JsonObject>();

        await foreach (var step in reading.ReadAsync())
        {
            if (step.IsRecord)
            {
                records.Add(Parse(step.Record));
            }
        }

        return new(records, RoundTrip(reading.State, stream), reading.Warnings);
    }

    /// <summary>Reads with a new reader after every single step, which knows no more than the state, as JSON.</summary>
    public async Task<Read> ReadInStepsAsync(string stream, StreamMode mode = StreamMode.FullRefresh, StreamState? state = null, Func<StreamRequest, StreamRequest>? change = null)
    {
        var records = new List<JsonObject>();
        var warnings = new Dictionary<string, int>();

        while (true)
        {
            var request = new StreamRequest(StreamCatalogue.Get(stream), mode) { State = state };
            var reading = new StreamReading(Client, change?.Invoke(request) ?? request);
            var isStopped = false;

            await foreach (var step in reading.ReadAsync())
            {
                if (step.IsRecord)
                {
                    records.Add(Parse(step.Record));
                    isStopped = true;
                    break;
                }
            }

            state = RoundTrip(reading.State, stream);

            if (!isStopped)
            {
                return new(records, state, warnings);
            }
        }
    }

    /// <summary>All blocks below a page or block, by recursion over plain answers; what Notion refuses is left out.</summary>
    public async Task<List<JsonObject>> WalkAsync(string id, int depth = 30)
    {
        var blocks = new List<JsonObject>();

        if (depth == 0)
        {
            return blocks;
        }

        using var probe = await Notion.Http.GetAsync(new Uri($"/v1/blocks/{id}/children?page_size=1", UriKind.Relative));

        foreach (var block in probe.IsSuccessStatusCode ? await Notion.ListAsync($"/v1/blocks/{id}/children") : [])
        {
            if ((string)block["type"]! is not ("child_page" or "child_database" or "ai_block"))
            {
                blocks.Add(block);

                if ((bool)block["has_children"]! && (string)block["type"]! != "unsupported")
                {
                    blocks.AddRange(await WalkAsync((string)block["id"]!, depth - 1));
                }
            }
        }

        return blocks;
    }

    public async Task<List<JsonObject>> SearchAsync(string type)
        => await Notion.ListAsync("/v1/search", $$$"""{"filter":{"property":"object","value":"{{{type}}}"}}""");

    public static IEnumerable<string> Ids(IEnumerable<JsonObject> records) => records.Select(record => (string)record["id"]!);

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        await Notion.DisposeAsync();
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> record) => JsonNode.Parse(record.Span, documentOptions: new() { MaxDepth = 256 })!.AsObject();

    private static StreamState? RoundTrip(StreamState state, string stream)
    {
        var json = JsonSerializer.Serialize(state.ToJson());
        Assert.InRange(json.Length, 2, 16_000);
        return StreamState.Parse(JsonSerializer.Deserialize<JsonElement>(json), stream);
    }

    internal sealed record Read(List<JsonObject> Records, StreamState? State, IReadOnlyDictionary<string, int> Warnings);
}
