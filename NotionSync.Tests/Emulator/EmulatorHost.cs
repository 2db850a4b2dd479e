using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

/// <summary>An emulator in the test's own process, and a plain HTTP client that speaks to it as an integration does.</summary>
internal sealed class EmulatorHost : IAsyncDisposable
{
    private readonly EmulatorServer _server;

    private EmulatorHost(EmulatorServer server)
    {
        _server = server;
        Http = new HttpClient { BaseAddress = server.BaseAddress };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", EmulatorOptions.SampleToken);
        Http.DefaultRequestHeaders.Add("Notion-Version", "2026-03-11");
    }

    public HttpClient Http { get; }

    public static Task<EmulatorHost> StartAsync() => StartAsync(new EmulatorOptions());

    public static async Task<EmulatorHost> StartAsync(EmulatorOptions options, TimeProvider? time = null)
        => new(await EmulatorServer.StartAsync(options, time ?? TimeProvider.System, CancellationToken.None));

    /// <summary>An empty workspace with one generated page.</summary>
    /// <returns>The emulator and that page's id.</returns>
    public static async Task<(EmulatorHost Host, string Id)> StartGeneratedAsync(string specification, EmulatorOptions? options = null)
    {
        var host = await StartAsync((options ?? new EmulatorOptions()) with { Generate = [specification], RequestsPerMinute = 0 });
        var world = await host.GetAsync("/_emulator/world");
        return (host, (string)world["roots"]![0]!["id"]!);
    }

    /// <summary>Reads something that must be there.</summary>
    public Task<JsonObject> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, HttpStatusCode.OK);

    public Task<JsonObject> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body, null);

    public Task<JsonObject> PatchAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body, null);

    /// <summary>Sends a request and returns its error body.</summary>
    public Task<JsonObject> FailAsync(HttpStatusCode status, HttpMethod method, string path, string? body = null)
        => SendAsync(method, path, body, status);

    public Task<JsonObject> FailAsync(HttpStatusCode status, string path) => FailAsync(status, HttpMethod.Get, path);

    /// <summary>All results of a paginated list: a GET, or a POST with the given body.</summary>
    public async Task<List<JsonObject>> ListAsync(string path, string? body = null)
    {
        var items = new List<JsonObject>();
        string? cursor = null;

        do
        {
            var page = body is null
                ? await GetAsync(cursor is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}start_cursor={cursor}")
                : await SendAsync(HttpMethod.Post, path, WithCursor(body, cursor), HttpStatusCode.OK);

            items.AddRange(page["results"]!.AsArray().Select(item => item!.AsObject()));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);

        return items;
    }

    /// <summary>The first page that a search for this title finds.</summary>
    public async Task<JsonObject> FindPageAsync(string title)
        => (await ListAsync("/v1/search", $$$"""{"query":"{{{title}}}","filter":{"property":"object","value":"page"}}""")).First();

    public async Task<string> FindPageIdAsync(string title) => (string)(await FindPageAsync(title))["id"]!;

    /// <summary>The id of the data source with this title.</summary>
    public async Task<string> FindDataSourceIdAsync(string title)
        => (string)(await ListAsync("/v1/search", $$$"""{"query":"{{{title}}}","filter":{"property":"object","value":"data_source"}}""")).First()["id"]!;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string? body, HttpStatusCode? expected)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True(expected is null ? response.IsSuccessStatusCode : response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text) as JsonObject ?? new JsonObject { ["list"] = JsonNode.Parse(text) };
    }

    private static string WithCursor(string body, string? cursor)
    {
        var json = JsonNode.Parse(body)!.AsObject();

        if (cursor is not null)
        {
            json["start_cursor"] = cursor;
        }

        return json.ToJsonString();
    }
}
