using System.Net;
using System.Text.Json.Nodes;

namespace NotionSync.Tests.Emulator;

public sealed class NangoProxyTests
{
    [Fact]
    public async Task A_proxied_call_is_one_call_of_notion_and_only_few_of_its_headers_come_through()
    {
        await using var nango = await NangoHost.StartAsync();
        var id = (string)(await nango.ConnectAsync("""{"silent":true}"""))["connection_id"]!;

        using var response = await nango.SendAsync(
            HttpMethod.Post, "/nango/proxy/v1/search", """{"page_size":2}""",
            ("Connection-Id", id), ("Provider-Config-Key", "notion"), ("nango-proxy-notion-version", "2026-03-11"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["results"]!.AsArray().Count);
        Assert.False(response.Headers.Contains("x-notion-request-id"));
        var stats = await nango.ControlAsync(HttpMethod.Get, "/_emulator/stats");
        Assert.Equal((1, 1), ((int)stats["total"]!, (int)stats["endpoints"]!["POST /v1/search"]!));
    }

    [Fact]
    public async Task Without_a_version_header_nango_sends_its_old_one()
    {
        await using var nango = await NangoHost.StartAsync();
        var id = (string)(await nango.ConnectAsync("""{"silent":true}"""))["connection_id"]!;

        using var response = await nango.SendAsync(HttpMethod.Get, "/nango/proxy/v1/users/me", null, ("Connection-Id", id), ("Provider-Config-Key", "notion"));

        Assert.Contains("2022-06-28", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notions_errors_come_through_with_their_headers_and_nangos_own_look_different()
    {
        await using var nango = await NangoHost.StartAsync();
        var id = (string)(await nango.ConnectAsync("""{"silent":true}"""))["connection_id"]!;
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/faults", """{"path":"/v1/users/me","status":429,"retryAfter":7,"count":1}""");

        using var limited = await nango.SendAsync(HttpMethod.Get, "/nango/proxy/v1/users/me", null, ("Connection-Id", id), ("Provider-Config-Key", "notion"), ("Nango-Proxy-Notion-Version", "2026-03-11"));
        var error = JsonNode.Parse(await limited.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.TooManyRequests, "error", "rate_limited"), (limited.StatusCode, (string?)error["object"], (string?)error["code"]));
        Assert.Equal(7, limited.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.True(limited.Headers.Contains("x-notion-request-id"));
        Assert.Equal(1, (int)(await nango.ControlAsync(HttpMethod.Get, "/_emulator/faults"))["list"]![0]!["met"]!);

        Assert.Equal("server_error", (string?)(await nango.ProxyAsync("unknown", "/v1/users/me")).Body["error"]!["code"]);
        Assert.Equal("invalid_headers", (string?)(await nango.TryAsync(HttpMethod.Get, "/nango/proxy/v1/users/me")).Body["error"]!["code"]);
    }

    [Fact]
    public async Task A_broken_connection_to_notion_is_an_error_of_a_third_kind()
    {
        await using var nango = await NangoHost.StartAsync();
        var id = (string)(await nango.ConnectAsync("""{"silent":true}"""))["connection_id"]!;
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/faults", """{"path":"/v1/users/me","drop":true}""");

        var (status, body) = await nango.ProxyAsync(id, "/v1/users/me");

        Assert.Equal((HttpStatusCode.InternalServerError, "ECONNRESET"), (status, (string?)body["code"]));
        Assert.Null(body["error"]);
        Assert.Null(body["object"]);
    }

    [Fact]
    public async Task A_fault_may_be_nangos_own()
    {
        await using var nango = await NangoHost.StartAsync();
        var id = (string)(await nango.ConnectAsync("""{"silent":true}"""))["connection_id"]!;
        await nango.ControlAsync(HttpMethod.Post, "/_emulator/faults", """{"path":"^/nango/proxy/","status":402,"body":{"error":{"code":"plan_limit","message":"Enough."}}}""");

        Assert.Equal("plan_limit", (string?)(await nango.ProxyAsync(id, "/v1/users/me")).Body["error"]!["code"]);
        Assert.Equal(0, (int)(await nango.ControlAsync(HttpMethod.Get, "/_emulator/stats"))["total"]!);
    }

    [Fact]
    public async Task What_was_not_shared_is_not_seen_through_the_proxy()
    {
        await using var nango = await NangoHost.StartAsync();
        var id = (string)(await nango.ConnectAsync("""{"pages":["policies"],"silent":true}"""))["connection_id"]!;
        var pages = (await nango.ControlAsync(HttpMethod.Get, "/_emulator/pages"))["list"]!.AsArray();
        string Of(string title) => (string)pages.First(page => (string?)page!["title"] == title)!["id"]!;

        Assert.Equal(HttpStatusCode.OK, (await nango.ProxyAsync(id, $"/v1/pages/{Of("Encryption Policy")}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await nango.ProxyAsync(id, $"/v1/pages/{Of("Trust Center")}")).Status);
    }
}
