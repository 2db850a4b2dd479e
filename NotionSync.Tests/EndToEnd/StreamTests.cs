using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NotionSync.Streams;

namespace NotionSync.Tests.EndToEnd;

/// <summary>Streams over the HTTP API, with the app in its own process.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private Deployment _deployment = null!;
    private string _connection = null!;

    public async Task InitializeAsync()
    {
        _deployment = await Deployment.StartAsync();
        _connection = await _deployment.ConnectAsync();
    }

    public async Task DisposeAsync() => await _deployment.DisposeAsync();

    [Fact]
    public async Task Streams_are_discovered_read_in_parts_and_exported()
    {
        var streams = (await _deployment.GetAsync($"tenants/demo/connections/{_connection}/streams")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(StreamCatalogue.All.Select(stream => stream.Name), streams.Select(stream => stream.GetProperty("name").GetString()));
        Assert.All(streams, stream => Assert.Equal("object", stream.GetProperty("jsonSchema").GetProperty("type").GetString()));

        var whole = await ReadAsync(new { stream = "blocks" });
        Assert.Equal("complete", whole.End.GetProperty("reason").GetString());
        Assert.Equal(whole.Ids.Count, whole.End.GetProperty("records").GetInt32());

        // Cut off after each seventh record, going on from the state.
        var parts = new List<string>();
        JsonElement? state = null;

        while (true)
        {
            var part = await ReadAsync(new { stream = "blocks", maxRecords = 7, state });
            Assert.InRange(part.Ids.Count, 0, 7);
            parts.AddRange(part.Ids);
            state = part.State;

            if (part.End.GetProperty("reason").GetString() == "complete")
            {
                break;
            }

            Assert.Equal("limit", part.End.GetProperty("reason").GetString());
        }

        Assert.Equal(whole.Ids, parts);

        await ExportsAsync(whole.Ids);
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_before_the_first_line()
    {
        await RefusesAsync(400, "unknown_stream", new { stream = "teams" });
        await RefusesAsync(422, "not_incremental", new { stream = "users", mode = "incremental" });
        await RefusesAsync(400, "invalid_start_date", new { stream = "pages", startDate = "tomorrow" });
        await RefusesAsync(400, "invalid_state", new { stream = "pages", state = new { version = 9 } });
        await RefusesAsync(400, "invalid_request", new { stream = "blocks", blockDepth = 101 });
        await RefusesAsync(400, "invalid_request", new { stream = "blocks", maxSeconds = 1000 });
        await RefusesAsync(404, "not_found", new { stream = "pages" }, connection: "unknown");
        await RefusesAsync(404, "not_found", new { stream = "pages" }, tenant: "another");

        // Refused by Notion itself, before the first line and after it.
        await _deployment.NotionControl.PutAsJsonAsync("_emulator/tokens", new { tokens = Array.Empty<string>() });
        await RefusesAsync(409, "needs_reauthorization", new { stream = "pages" });
    }

    [Fact]
    public async Task A_limit_in_the_middle_ends_the_answer_with_a_state_to_go_on_from()
    {
        var whole = await ReadAsync(new { stream = "blocks" });
        await _deployment.AddFaultsAsync(new { path = "^/v1/", after = 12, status = 429, retryAfter = 3 });
        var first = await ReadAsync(new { stream = "blocks" });
        await _deployment.EndFaultsAsync();

        Assert.Equal("throttled", first.End.GetProperty("reason").GetString());
        Assert.Equal("notion_rate_limited", first.End.GetProperty("error").GetString());
        Assert.True(first.End.GetProperty("retryAfterSeconds").GetDouble() > 0);

        // The pause that Notion asked for counts for every later call, too.
        await Task.Delay(TimeSpan.FromSeconds(first.End.GetProperty("retryAfterSeconds").GetDouble()));
        var rest = await ReadAsync(new { stream = "blocks", state = first.State });
        Assert.Equal(whole.Ids, first.Ids.Concat(rest.Ids));
    }

    private async Task ExportsAsync(List<string> blocks)
    {
        using var response = await _deployment.Api.PostAsJsonAsync(
            $"tenants/demo/connections/{_connection}/streams/exports", new { streams = new object[] { new { name = "blocks" }, new { name = "pages", mode = "incremental" } } });
        var export = await Deployment.ReadAsync(response, HttpStatusCode.Accepted);
        var path = $"tenants/demo/stream-exports/{export.GetProperty("id").GetString()}";
        Assert.EndsWith(path, response.Headers.Location!.ToString(), StringComparison.Ordinal);

        await _deployment.UntilAsync(async () => (export = await _deployment.GetAsync(path)).GetProperty("status").GetString() is not ("queued" or "running"));
        Assert.Equal("completed", export.GetProperty("status").GetString());
        var lines = (await _deployment.Api.GetStringAsync(new Uri($"{path}/content", UriKind.Relative))).TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();

        Assert.Equal(blocks, lines.Where(line => line.GetProperty("stream").GetString() == "blocks").Select(IdOf));
        Assert.Equal(lines.Count, export.GetProperty("streams").EnumerateArray().Sum(stream => stream.GetProperty("records").GetInt32()));
        Assert.Single((await _deployment.GetAsync("tenants/demo/stream-exports")).GetProperty("items").EnumerateArray());

        // The message once more changes nothing; what was removed is gone.
        using var removed = await _deployment.Api.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var gone = await _deployment.Api.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Empty((await _deployment.GetAsync("tenants/demo/stream-exports")).GetProperty("items").EnumerateArray());
    }

    private async Task<Part> ReadAsync(object request)
    {
        using var response = await _deployment.Api.PostAsJsonAsync($"tenants/demo/connections/{_connection}/streams/read", request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);

        var lines = body.TrimEnd('\n').Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal("end", lines[^1].GetProperty("type").GetString());
        Assert.Equal("state", lines[^2].GetProperty("type").GetString());

        return new([.. lines.Where(line => line.GetProperty("type").GetString() == "record").Select(IdOf)], lines[^2].GetProperty("state"), lines[^1]);
    }

    private async Task RefusesAsync(int status, string code, object request, string? connection = null, string tenant = "demo")
    {
        using var response = await _deployment.Api.PostAsJsonAsync($"tenants/{tenant}/connections/{connection ?? _connection}/streams/read", request);
        var problem = await Deployment.ReadAsync(response, (HttpStatusCode)status);
        Assert.Equal(code, problem.GetProperty("code").GetString());
    }

    private static string IdOf(JsonElement line) => line.GetProperty("data").GetProperty("id").GetString()!;

    private sealed record Part(List<string> Ids, JsonElement State, JsonElement End);
}
