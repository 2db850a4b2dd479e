using System.Text.Json.Nodes;
using NotionSync.Emulator;
using NotionSync.Streams;
using NotionSync.Tests.Emulator;
using NotionSync.Tests.Infrastructure;
using NotionSync.Tests.Streams;

namespace NotionSync.Tests.Airbyte;

/// <summary>The source as a platform runs it: a process for each command, files in, messages out.</summary>
public sealed class SourceTests : IAsyncLifetime
{
    private const string Config = $$"""{"credentials":{"auth_type":"token","token":"{{EmulatorOptions.SampleToken}}"},"start_date":"2020-01-01T00:00:00.000Z","requests_per_minute":10000}""";

    private string _folder = null!;
    private EmulatorHost _notion = null!;

    public async Task InitializeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("notionsync-airbyte-").FullName;
        _notion = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
    }

    public async Task DisposeAsync()
    {
        await _notion.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_platform_checks_discovers_reads_is_killed_and_goes_on()
    {
        var spec = Assert.Single(await RunAsync(0, "spec"));
        var specification = new JsonSchema(spec["spec"]!["connectionSpecification"]!.DeepClone().AsObject());
        Assert.Empty(specification.Check(JsonNode.Parse(Config)));
        Assert.NotEmpty(specification.Check(JsonNode.Parse("""{"credentials":{"auth_type":"token"},"start_date":"yesterday"}""")));

        var config = File("config.json", Config);
        Assert.Equal("SUCCEEDED", (string)Assert.Single((await RunAsync(0, "check", "--config", config)).Of("CONNECTION_STATUS"))["status"]!);

        var streams = Assert.Single((await RunAsync(0, "discover", "--config", config)).Of("CATALOG"))["streams"]!.AsArray();
        Assert.Equal(StreamCatalogue.All.Select(stream => stream.Name), streams.Select(stream => (string)stream!["name"]!));
        var catalog = Configure(streams, "full_refresh");

        var whole = await RunAsync(0, "read", "--config", config, "--catalog", catalog);
        Assert.All(StreamCatalogue.All, stream => Assert.Equal(
            ["STARTED", "RUNNING", "COMPLETE"],
            whole.Of("TRACE").Where(trace => trace["stream_status"] is { } status && Name(status) == stream.Name).Select(trace => (string)trace["stream_status"]!["status"]!)));

        // Killed where it waits for Notion's limit. What came before its last state counts, and the state says where to go on.
        await _notion.PatchAsync("/_emulator/settings", """{"requestsPerMinute":25}""");
        var (killed, states) = await KillAsync(config, catalog);
        await _notion.PatchAsync("/_emulator/settings", """{"requestsPerMinute":0}""");
        var rest = await RunAsync(0, "read", "--config", config, "--catalog", catalog, "--state", File("state.json", states.ToJsonString()));

        Assert.InRange(killed.Count, 1, Keys(whole).Count - 1);
        Assert.Equal(Keys(whole), killed.Concat(Keys(rest)).ToHashSet());

        await IncrementalAsync(config, streams);
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_messages_without_a_secret()
    {
        var wrong = File("wrong.json", """{"credentials":{"auth_type":"OAuth2.0","access_token":"ntn_very_secret","client_id":"c","client_secret":"also_secret"}}""");
        var check = await RunAsync(0, "check", "--config", wrong);
        Assert.Equal("FAILED", (string)Assert.Single(check.Of("CONNECTION_STATUS"))["status"]!);

        var catalog = File("catalog.json", """{"streams":[{"stream":{"name":"pages","json_schema":{},"supported_sync_modes":["full_refresh"]},"sync_mode":"full_refresh","destination_sync_mode":"append"}]}""");
        var read = await RunAsync(1, "read", "--config", wrong, "--catalog", catalog);
        var error = Assert.Single(read.Of("TRACE"), trace => (string)trace["type"]! == "ERROR")["error"]!;
        Assert.Equal(("config_error", "needs_reauthorization", "pages"), ((string)error["failure_type"]!, (string)error["internal_message"]!, Name(error)));
        Assert.Contains(read.Of("TRACE"), trace => (string?)trace["stream_status"]?["status"] == "INCOMPLETE");

        await FailsAsync("read", "--config", File("config.json", Config), "--catalog", File("none.json", """{"streams":[{"stream":{"name":"teams"}}]}"""));
        await FailsAsync("read", "--config", File("config.json", Config), "--catalog", catalog, "--state", File("bad.json", """[{"type":"STREAM","stream":{"stream_descriptor":{"name":"pages"},"stream_state":{"version":7}}}]"""));
        await FailsAsync("read", "--config", File("config.json", Config), "--catalog", catalog, "--state", File("global.json", """[{"type":"GLOBAL","global":{"stream_states":null}}]"""));
        await FailsAsync("read", "--config", File("config.json", Config), "--catalog", File("mode.json", """{"streams":[{"stream":{"name":"pages"},"sync_mode":"sideways"}]}"""));
        await FailsAsync("read", "--config", File("later.json", Config.Replace("2020", "2999", StringComparison.Ordinal)), "--catalog", catalog);
        await FailsAsync("discover", "--config", File("broken.json", "ntn_very_secret"));
        await FailsAsync("sing");
    }

    [Theory]
    [InlineData("""{"credentials":{"auth_type":"OAuth2.0","client_id":"c","client_secret":"also_secret","access_token":"TOKEN"}}""")]
    [InlineData("""{"credentials":{"auth_type":"OAuth2.0","access_token":"TOKEN"},"start_date":null}""")]
    [InlineData("""{"access_token":"TOKEN"}""")]
    public async Task An_access_token_of_OAuth_is_used_as_it_is(string config)
    {
        var file = File("config.json", config.Replace("TOKEN", EmulatorOptions.SampleToken, StringComparison.Ordinal));

        Assert.Equal("SUCCEEDED", (string)Assert.Single((await RunAsync(0, "check", "--config", file)).Of("CONNECTION_STATUS"))["status"]!);
    }

    [Fact]
    public async Task Where_search_ends_too_early_the_log_says_so()
    {
        await _notion.PatchAsync("/_emulator/settings", """{"rowLimit":5}""");
        var catalog = File("catalog.json", """{"streams":[{"stream":{"name":"pages","json_schema":{},"supported_sync_modes":["full_refresh"]},"sync_mode":"full_refresh","destination_sync_mode":"append"}]}""");

        var read = await RunAsync(0, "read", "--config", File("config.json", Config), "--catalog", catalog);

        Assert.Equal(5, Keys(read).Count);
        Assert.Contains(read.Of("LOG"), log => (string)log["level"]! == "WARN" && ((string)log["message"]!).Contains("search_incomplete", StringComparison.Ordinal));
    }

    private async Task IncrementalAsync(string config, JsonArray streams)
    {
        var catalog = Configure(streams, "incremental");
        var first = await RunAsync(0, "read", "--config", config, "--catalog", catalog);
        await _notion.PostAsync("/_emulator/clock", """{"advanceSeconds":3600}""");
        var page = await _notion.FindPageIdAsync("Information Security Policy");
        await _notion.PatchAsync($"/_emulator/pages/{page}", """{"icon":"🔑"}""");

        var second = await RunAsync(0, "read", "--config", config, "--catalog", catalog, "--state", File("state.json", LastStates(first).ToJsonString()));
        Assert.Equal($"pages {page}", Assert.Single(Keys(second), key => !key.StartsWith("users ", StringComparison.Ordinal)));
    }

    private async Task FailsAsync(params string[] arguments)
    {
        var messages = await RunAsync(1, arguments);
        Assert.Equal("config_error", (string)Assert.Single(messages.Of("TRACE"))["error"]!["failure_type"]!);
    }

    private async Task<List<JsonObject>> RunAsync(int exitCode, params string[] arguments)
    {
        await using var source = Start(arguments);
        var code = await source.WaitForExitAsync();

        Assert.DoesNotContain("very_secret", source.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("also_secret", source.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(EmulatorOptions.SampleToken, source.Output, StringComparison.Ordinal);
        Assert.True(exitCode == code, source.Output);
        return Protocol.Read(source.Output);
    }

    private async Task<(HashSet<string> Keys, JsonArray States)> KillAsync(string config, string catalog)
    {
        await using var source = Start("read", "--config", config, "--catalog", catalog);

        while (!source.Output.Contains("going on in", StringComparison.Ordinal))
        {
            Assert.False(source.HasExited, source.Output);
            await Task.Delay(50);
        }

        await source.KillAsync();
        var messages = Protocol.Read(source.Output);
        var lastState = messages.FindLastIndex(message => (string)message["type"]! == "STATE");
        return (Keys(messages[..lastState]), LastStates(messages));
    }

    private ChildProcess Start(params string[] arguments)
        => ChildProcess.Start("NotionSync.Airbyte", new Dictionary<string, string> { ["Notion__BaseUrl"] = _notion.Http.BaseAddress!.ToString() }, null, arguments);

    private string Configure(JsonArray streams, string mode)
        => File($"catalog-{mode}.json", new JsonObject
        {
            ["streams"] = new JsonArray([.. streams.Select(stream => new JsonObject
            {
                ["stream"] = stream!.DeepClone(),
                ["sync_mode"] = stream["supported_sync_modes"]!.AsArray().Any(one => (string)one! == mode) ? mode : "full_refresh",
                ["destination_sync_mode"] = "append",
            })]),
        }.ToJsonString());

    private static JsonArray LastStates(IEnumerable<JsonObject> messages)
        => [.. messages.Where(message => (string)message["type"]! == "STATE").GroupBy(message => Name(message["state"]!["stream"]!)).Select(states => states.Last()["state"]!.DeepClone())];

    private static HashSet<string> Keys(IEnumerable<JsonObject> messages)
        => [.. messages.Of("RECORD").Select(record => $"{record["stream"]} {record["data"]!["id"]}")];

    private static string? Name(JsonNode owner) => (string?)owner?["stream_descriptor"]?["name"];

    private string File(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }
}
