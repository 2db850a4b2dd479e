using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionSync.Tests.Emulator;

public sealed class FaultTests
{
    [Theory]
    [InlineData("""{"path":"users/me","status":500}""", 500, "internal_server_error")]
    [InlineData("""{"path":"users/me","status":503}""", 503, "service_unavailable")]
    [InlineData("""{"path":"users/me","status":504}""", 504, "gateway_timeout")]
    [InlineData("""{"path":"users/me","status":529,"retryAfter":7}""", 529, "service_overload")]
    [InlineData("""{"path":"users/me","status":409}""", 409, "conflict_error")]
    [InlineData("""{"path":"users/me","status":429}""", 429, "rate_limited")]
    [InlineData("""{"path":"users/me","status":403,"code":"special","message":"because"}""", 403, "special")]
    public async Task An_error_can_be_played_with_the_body_that_notion_has_for_it(string rule, int status, string code)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", rule);
        var error = await emulator.FailAsync((HttpStatusCode)status, "/v1/users/me");

        Assert.Equal(code, (string?)error["code"]);
        Assert.Equal(status, (int)error["status"]!);
        await emulator.GetAsync("/v1/users");
    }

    [Fact]
    public async Task A_gateway_error_is_html_without_a_request_id()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", """{"path":"users/me","status":502}""");
        using var response = await emulator.Http.GetAsync("/v1/users/me");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.False(response.Headers.Contains("x-notion-request-id"));
    }

    [Fact]
    public async Task Status_headers_and_body_can_be_anything()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", """{"path":"users/me","status":429,"headers":{"Retry-After":"Fri, 31 Dec 2027 23:59:59 GMT","X-Other":"1"},"body":{"odd":true}}""");
        using var response = await emulator.Http.GetAsync("/v1/users/me");

        Assert.Equal(2027, response.Headers.RetryAfter!.Date!.Value.Year);
        Assert.Equal("""{"odd":true}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"nth":[2,4]}""", "1010")]
    [InlineData("""{"nth":3}""", "1101")]
    [InlineData("""{"count":2}""", "0011")]
    [InlineData("""{"after":1,"count":1}""", "1011")]
    [InlineData("""{"method":"POST"}""", "1111")]
    [InlineData("""{"probability":0}""", "1111")]
    [InlineData("""{"path":"/v1/pages"}""", "1111")]
    public async Task A_rule_says_which_requests_it_means(string rule, string successes)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        var json = JsonNode.Parse(rule)!.AsObject();
        json["status"] = 500;
        await emulator.PostAsync("/_emulator/faults", json.ToJsonString());

        foreach (var success in successes)
        {
            using var response = await emulator.Http.GetAsync("/v1/users/me");
            Assert.Equal(success == '1', response.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task The_same_seed_plays_on_the_same_requests()
    {
        await using var emulator = await EmulatorHost.StartAsync(new() { RequestsPerMinute = 0 });
        var runs = new List<string>();

        for (var run = 0; run < 2; run++)
        {
            await emulator.PostAsync("/_emulator/faults", """{"probability":0.5,"seed":7,"status":500}""");
            var outcome = "";

            for (var call = 0; call < 40; call++)
            {
                using var response = await emulator.Http.GetAsync("/v1/users/me");
                outcome += response.IsSuccessStatusCode ? '1' : '0';
            }

            runs.Add(outcome);
            using var ended = await emulator.Http.DeleteAsync("/_emulator/faults");
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.Contains('1', runs[0]);
        Assert.Contains('0', runs[0]);
    }

    [Fact]
    public async Task Rules_are_tried_in_their_order_one_per_request_and_report_what_they_did()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", """[{"status":500,"count":1},{"status":503,"count":1}]""");

        await emulator.FailAsync(HttpStatusCode.InternalServerError, "/v1/users/me");
        await emulator.FailAsync(HttpStatusCode.ServiceUnavailable, "/v1/users/me");
        await emulator.GetAsync("/v1/users/me");

        var rules = (await emulator.GetAsync("/_emulator/faults"))["list"]!.AsArray();
        Assert.Equal((3, 1), ((int)rules[0]!["met"]!, (int)rules[0]!["played"]!));
        Assert.Equal((2, 1), ((int)rules[1]!["met"]!, (int)rules[1]!["played"]!));
    }

    [Fact]
    public async Task A_body_can_break_off_in_the_middle()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", """{"path":"users/me","cutAfterBytes":40,"count":1}""");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => emulator.Http.GetAsync("/v1/users/me"));
        await emulator.GetAsync("/v1/users/me");
    }

    [Fact]
    public async Task A_body_can_end_early_without_the_connection_telling()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", """{"path":"users/me","cutAfterBytes":40,"cleanCut":true}""");
        using var response = await emulator.Http.GetAsync("/v1/users/me");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(40, body.Length);
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(body));
    }

    [Fact]
    public async Task A_connection_can_be_dropped()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", """{"path":"users/me","drop":true,"count":3}""");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => emulator.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/users/me")));
    }

    [Fact]
    public async Task A_cursor_can_be_made_to_expire()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("children=150");
        await using var _ = emulator;
        await emulator.PostAsync("/_emulator/faults", """[{"path":"children","expireCursor":true,"count":1},{"path":"search","expireCursor":true,"count":1}]""");

        var cursor = (string)(await emulator.GetAsync($"/v1/blocks/{page}/children"))["next_cursor"]!;
        var error = await emulator.FailAsync(HttpStatusCode.BadRequest, $"/v1/blocks/{page}/children?start_cursor={cursor}");
        Assert.Equal($"The start_cursor provided is invalid: {cursor}", (string?)error["message"]);
        await emulator.GetAsync($"/v1/blocks/{page}/children?start_cursor={cursor}");

        await emulator.PostAsync("/_emulator/generate", """{"kind":"pages","pages":2}""");
        var next = (string)(await emulator.PostAsync("/v1/search", """{"page_size":1}"""))["next_cursor"]!;
        await emulator.FailAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/v1/search", $$"""{"page_size":1,"start_cursor":"{{next}}"}""");
    }

    [Fact]
    public async Task Latency_delays_the_answer_and_files_can_fail_too()
    {
        var (emulator, page) = await EmulatorHost.StartGeneratedAsync("file,megabytes=1");
        await using var _ = emulator;
        await emulator.PostAsync("/_emulator/faults", """[{"path":"^/files/","status":403,"body":"<Error><Code>AccessDenied</Code></Error>","count":1},{"path":"users/me","latencyMs":30}]""");
        var url = (string)(await emulator.ListAsync($"/v1/blocks/{page}/children"))[0]["pdf"]!["file"]!["url"]!;

        using var denied = await emulator.Http.GetAsync(url);
        using var served = await emulator.Http.GetAsync(url);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (denied.StatusCode, served.StatusCode));
        await emulator.GetAsync("/v1/users/me");
    }

    [Fact]
    public async Task A_request_can_be_held_until_the_rules_are_taken_away()
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.PostAsync("/_emulator/faults", """{"path":"users","after":1,"hold":true}""");
        await emulator.GetAsync("/v1/users/me");
        var (one, other) = (emulator.GetAsync("/v1/users/me"), emulator.GetAsync("/v1/users"));

        while ((int)(await emulator.GetAsync("/_emulator/faults"))["list"]![0]!["played"]! < 2)
        {
            Assert.False(one.IsCompleted || other.IsCompleted);
        }

        using var rules = new StringContent("""{"path":"users","status":500}""");
        using var replaced = await emulator.Http.PutAsync("/_emulator/faults", rules);
        await emulator.FailAsync(HttpStatusCode.InternalServerError, "/v1/users/me");
        Assert.Equal("user", (string?)(await one)["object"]);
        Assert.Equal("list", (string?)(await other)["object"]);
    }

    [Theory]
    [InlineData("""{"stauts":500}""")]
    [InlineData("""{"path":"("}""")]
    [InlineData("""{"status":"x"}""")]
    [InlineData("[1]")]
    [InlineData("nonsense")]
    public async Task A_malformed_rule_is_refused(string rule)
    {
        await using var emulator = await EmulatorHost.StartAsync();
        await emulator.FailAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "/_emulator/faults", rule);
    }
}
