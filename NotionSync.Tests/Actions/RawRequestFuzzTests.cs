using System.Net.Http.Json;
using System.Text.Json;
using NotionSync.Tests.EndToEnd;

namespace NotionSync.Tests.Actions;

/// <summary>Raw requests of every odd spelling, with writes off as they are by default: none reaches Notion as a write.</summary>
public sealed class RawRequestFuzzTests : IAsyncLifetime
{
    private const int Seed = 20261121;
    private const int Requests = 500;

    private static readonly string[] Methods = ["GET", "POST", "PATCH", "PUT", "DELETE", "get", "Post", "post", "PoSt", "HEAD", "OPTIONS", "TRACE", "POST ", " POST", "POST\r\n", "GET\tPOST", "MERGE", ""];

    private static readonly string[] Segments =
    [
        "pages", "blocks", "search", "databases", "data_sources", "comments", "query", "children", "users", "v1", "Search", "SEARCH", "search ", "search%20", "search%2F..%2Fpages", "..", ".", "%2e%2e", "%2E",
        "%2f", "%5c", "\\", "%00", "%0d%0a", ";x", "?a=b", "#", "@host", ":8080", "http:", "0e5235bf-86aa-4efb-93aa-772cce7eab71", "ｓearch", "sear\u0441h", "%73earch", "search?_method=PATCH", "",
    ];

    private static readonly string[] Headers = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "x-http-method-override", "Accept", "Host", "Authorization", "Content-Type", "Transfer-Encoding", "Notion-Version"];

    private Deployment _deployment = null!;

    public async Task InitializeAsync() => _deployment = await Deployment.StartAsync(notionArguments: ["--allow-writes", "1"]);

    public async Task DisposeAsync() => await _deployment.DisposeAsync();

    [Fact]
    public async Task No_raw_request_writes_where_writing_is_off()
    {
        var connection = await _deployment.ConnectAsync();
        var random = new Random(Seed);
        var answers = new Dictionary<int, int>();

        await DoAsync(new { method = "GET", path = "/users/me" });
        await DoAsync(new { method = "POST", path = "/search", body = new { } });
        Assert.Equal(2, answers[200]);

        for (var i = 0; i < Requests; i++)
        {
            var path = string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => "/" + Pick(Segments)));
            var headers = random.Next(2) == 0 ? new Dictionary<string, string>() : new() { [Pick(Headers)] = Pick(Methods) };
            await DoAsync(new { method = Pick(Methods), path = random.Next(10) == 0 ? path[1..] : path, headers, query = new Dictionary<string, string> { ["_method"] = "PATCH" }, body = new { parent = new { } } });
        }

        Assert.DoesNotContain(answers.Keys, status => status >= 500);
        Assert.True(answers.GetValueOrDefault(403) > 0 && answers.GetValueOrDefault(400) > 50, JsonSerializer.Serialize(answers));
        var writes = JsonSerializer.Deserialize<JsonElement>(await _deployment.NotionControl.GetStringAsync(new Uri("_emulator/writes", UriKind.Relative)));
        Assert.Equal(0, writes.GetArrayLength());

        string Pick(string[] from) => from[random.Next(from.Length)];

        async Task DoAsync(object input)
        {
            using var response = await _deployment.Api.PostAsJsonAsync($"tenants/demo/connections/{connection}/actions/raw_request", new { input });
            answers[(int)response.StatusCode] = answers.GetValueOrDefault((int)response.StatusCode) + 1;
        }
    }
}
