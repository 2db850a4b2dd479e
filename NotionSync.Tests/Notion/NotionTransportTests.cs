using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using NotionSync.Notion;

namespace NotionSync.Tests.Notion;

public sealed class NotionTransportTests
{
    private const string User = """{"object":"user","id":"11111111-2222-3333-4444-555555555555","type":"bot","bot":{}}""";
    private const string EmptyList = """{"object":"list","results":[],"next_cursor":null,"has_more":false}""";

    private static readonly NotionId Id = NotionId.Parse("11111111-2222-3333-4444-555555555555");

    private readonly HastyTime _time = new();
    private readonly RecordingThrottle _throttle = new();

    [Theory]
    [InlineData(500, "internal_server_error")]
    [InlineData(502, "bad_gateway")]
    [InlineData(503, "service_unavailable")]
    [InlineData(504, "gateway_timeout")]
    [InlineData(409, "conflict_error")]
    public async Task What_may_pass_is_tried_again(int status, string code)
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Error(status, code), OddNotion.Error(status, code), OddNotion.Json(200, User));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await host.Client.GetMeAsync(default);

        Assert.Equal((3, 2), (host.Client.CallsMade, host.Client.Retries));
        Assert.Equal((3, 3), (_throttle.Taken, _throttle.Released));
        Assert.Equal(2, _time.Pauses.Count);
        Assert.InRange(_time.Pauses[0].TotalMilliseconds, 100, 200);
        Assert.InRange(_time.Pauses[1].TotalMilliseconds, 200, 400);
    }

    [Fact]
    public async Task What_does_not_pass_fails_after_five_tries()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Error(500, "internal_server_error"));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default));

        Assert.Equal((NotionError.Unavailable, 500, "r-1"), (failure.Error, failure.Status, failure.RequestId));
        Assert.Equal(5, server.Requests.Count);
        Assert.Equal(5, _throttle.Released);
    }

    [Theory]
    [InlineData(400, "validation_error", NotionError.InvalidRequest)]
    [InlineData(401, "unauthorized", NotionError.Unauthorized)]
    [InlineData(403, "restricted_resource", NotionError.Forbidden)]
    [InlineData(404, "object_not_found", NotionError.NotFound)]
    [InlineData(418, "teapot", NotionError.InvalidRequest)]
    public async Task What_will_not_pass_is_not_tried_again(int status, string code, NotionError error)
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Error(status, code));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetPageAsync(Id, default));

        Assert.Equal((error, code), (failure.Error, failure.Code));
        Assert.Single(server.Requests);
        Assert.False(failure.IsFromBroker);
    }

    [Fact]
    public async Task An_expired_cursor_is_told_from_other_refusals()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Error(400, "validation_error", "The start_cursor provided is invalid: 123"));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetBlockChildrenAsync(Id, "123", default));

        Assert.Equal(NotionError.InvalidCursor, failure.Error);
    }

    [Fact]
    public async Task Bodies_that_are_cut_or_no_JSON_are_fetched_again()
    {
        await using var server = await OddNotion.StartAsync(
            OddNotion.CutOff("""{"object":"list","results":["""),
            OddNotion.Json(200, """{"object":"list","results":[{"id":"1"""),
            OddNotion.Html(200),
            OddNotion.Json(200, "{}"),
            OddNotion.Json(200, EmptyList));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        Assert.Empty((await host.Client.GetBlockChildrenAsync(Id, null, default)).Page.Blocks);
        Assert.Equal(4, host.Client.Retries);
    }

    [Fact]
    public async Task An_answer_that_stays_unreadable_is_malformed()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Html(200));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default));

        Assert.Equal(NotionError.Malformed, failure.Error);
    }

    [Theory]
    [InlineData(403, 5)]
    [InlineData(503, 5)]
    [InlineData(404, 1)]
    public async Task What_stands_before_Notion_is_not_taken_for_Notion(int status, int tries)
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Html(status));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetPageAsync(Id, default));

        Assert.Equal(NotionError.Unavailable, failure.Error);
        Assert.Equal(tries, server.Requests.Count);
    }

    [Fact]
    public async Task A_short_limit_is_waited_for_and_counts_as_no_failure()
    {
        var limited = OddNotion.Error(429, "rate_limited", "Slow down.", ("Retry-After", "1"));
        await using var server = await OddNotion.StartAsync(limited, limited, OddNotion.Json(200, User));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await host.Client.GetMeAsync(default);

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)], _throttle.Pauses);
        Assert.Equal(_throttle.Pauses, _time.Pauses);
        Assert.Equal(TimeSpan.FromSeconds(2), host.Client.Waited);
        Assert.Equal((3, 3), (_throttle.Taken, _throttle.Released));
    }

    [Theory]
    [InlineData(429, "rate_limited", "30", null, 30)]
    [InlineData(529, "service_overload", "30", null, 30)]
    [InlineData(429, "rate_limited", null, "\"7\"", 7)]
    [InlineData(429, "rate_limited", null, "8.5", 8.5)]
    [InlineData(429, "rate_limited", null, null, 5)]
    public async Task A_long_limit_pauses_all_and_gives_the_work_back(int status, string code, string? header, string? inBody, double seconds)
    {
        var body = $$$"""{"object":"error","status":{{{status}}},"code":"{{{code}}}","message":"Slow down.","additional_data":{"retry_after":{{{inBody ?? "null"}}} }}""";
        await using var server = await OddNotion.StartAsync(OddNotion.Json(status, body, header is null ? [] : [("Retry-After", header)]));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionRateLimitedException>(() => host.Client.GetMeAsync(default));

        Assert.Equal(TimeSpan.FromSeconds(seconds), failure.RetryAfter);
        Assert.Equal([failure.RetryAfter], _throttle.Pauses);
        Assert.Single(server.Requests);
        Assert.Empty(_time.Pauses);
    }

    [Fact]
    public async Task A_limit_until_a_date_is_understood()
    {
        var date = DateTimeOffset.UnixEpoch.AddSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 100);
        await using var server = await OddNotion.StartAsync(
            OddNotion.Error(429, "rate_limited", "Slow down.", ("Retry-After", date.ToString("R", CultureInfo.InvariantCulture))));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionRateLimitedException>(() => host.Client.GetMeAsync(default));

        Assert.InRange(failure.RetryAfter.TotalSeconds, 40, 100);
    }

    [Fact]
    public async Task A_blocked_connection_is_not_called_again()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(
            429,
            """{"object":"error","status":429,"code":"rate_limited","message":"Blocked.","additional_data":{"rate_limit_reason":"public_api_request_blocked"}}"""));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default));

        Assert.Equal(NotionError.Blocked, failure.Error);
        Assert.Single(server.Requests);
        Assert.Empty(_throttle.Pauses);
    }

    [Theory]
    [InlineData("public_api_request_rate_limit", ThrottleScope.Allowance)]
    [InlineData("public_api_space_request_rate_limit", ThrottleScope.Workspace)]
    [InlineData("public_api_endpoint_rate_limit", ThrottleScope.Endpoint)]
    [InlineData("public_api_whatever_comes_next", ThrottleScope.Connection)]
    public async Task What_is_paused_depends_on_whose_limit_it_is(string reason, ThrottleScope scope)
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(
            429,
            $$$"""{"object":"error","status":429,"code":"rate_limited","message":"Slow down.","additional_data":{"rate_limit_reason":"{{{reason}}}","retry_after":"90"}}"""));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await Assert.ThrowsAsync<NotionRateLimitedException>(() => host.Client.GetMeAsync(default));

        Assert.Equal([new(scope, "users/me", TimeSpan.FromSeconds(90))], _throttle.Refusals);
    }

    [Fact]
    public async Task A_limit_of_the_broker_is_told_from_one_of_Notion()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(429, """{"error":{"code":"too_many_request","message":"Slow down."}}"""));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await Assert.ThrowsAsync<NotionRateLimitedException>(() => host.Client.GetMeAsync(default));

        Assert.Equal(ThrottleScope.Broker, Assert.Single(_throttle.Refusals).Scope);
    }

    [Fact]
    public async Task A_server_that_wants_a_long_rest_gets_it()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Error(503, "service_unavailable", "Later.", ("Retry-After", "60")));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default));

        Assert.Equal((NotionError.Unavailable, TimeSpan.FromSeconds(60)), (failure.Error, failure.RetryAfter));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_listing_that_takes_too_long_asks_for_less()
    {
        var late = OddNotion.Error(504, "gateway_timeout");
        await using var server = await OddNotion.StartAsync(late, late, late, late, OddNotion.Json(200, EmptyList), late, OddNotion.Json(200, EmptyList));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await host.Client.GetBlockChildrenAsync(Id, "a b", default);
        await host.Client.SearchAsync(new() { Query = "x" }, default);

        Assert.Equal(
            ["100", "50", "25", "12", "10"],
            server.Requests.Take(5).Select(request => System.Web.HttpUtility.ParseQueryString(new Uri(server.Address, request.Path).Query)["page_size"]));
        Assert.All(server.Requests.Take(5), request => Assert.EndsWith("start_cursor=a%20b", request.Path, StringComparison.Ordinal));
        Assert.Equal(
            ["""{"query":"x","page_size":100}""", """{"query":"x","page_size":50}"""],
            server.Requests.Skip(5).Select(request => request.Body));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_unavailable()
    {
        await using var server = await OddNotion.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var host = new NotionClientHost(server.Address, _throttle, TimeProvider.System, ("Notion:TimeoutSeconds", "0.05"));

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default));

        Assert.Equal(NotionError.Unavailable, failure.Error);
        Assert.Equal(5, host.Client.CallsMade);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var server = await OddNotion.StartAsync();
        var address = server.Address;
        await server.DisposeAsync();
        await using var host = new NotionClientHost(address, _throttle, _time);

        Assert.Equal(NotionError.Unavailable, (await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default))).Error);
    }

    [Fact]
    public async Task Cancelling_ends_a_call_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        await using var server = await OddNotion.StartAsync(context =>
        {
            cancellation.Cancel();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Client.GetMeAsync(cancellation.Token));
        Assert.Equal((1, 1), (host.Client.CallsMade, _throttle.Released));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_beyond_the_bound_is_not_read(bool announced)
    {
        await using var server = await OddNotion.StartAsync(async context =>
        {
            var block = new byte[64 * 1024];
            context.Response.ContentLength = announced ? block.Length * 100 : null;

            for (var i = 0; i < 100; i++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });
        await using var host = new NotionClientHost(server.Address, _throttle, _time, ("Notion:MaxResponseBytes", "1048576"));

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default));

        Assert.Equal(NotionError.Malformed, failure.Error);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_long_answer_without_a_length_is_read_whole()
    {
        var blocks = string.Join(',', Enumerable.Range(1, 5000).Select(id => BlockServer.Block(id)));
        await using var server = await OddNotion.StartAsync(async context =>
        {
            await context.Response.WriteAsync($$"""{"object":"list","results":[{{blocks}}],""");
            await context.Response.WriteAsync("""  "next_cursor":null,"has_more":false}""");
        });
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        Assert.Equal(5000, (await host.Client.GetBlockChildrenAsync(Id, null, default)).Page.Blocks.Count);
    }

    [Fact]
    public async Task A_slot_that_comes_soon_is_waited_for_and_one_that_comes_late_is_not()
    {
        var throttle = new RecordingThrottle(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
        await using var server = await OddNotion.StartAsync(OddNotion.Json(200, User));
        await using var host = new NotionClientHost(server.Address, throttle, _time);

        await host.Client.GetMeAsync(default);
        var failure = await Assert.ThrowsAsync<NotionRateLimitedException>(() => host.Client.GetMeAsync(default));

        Assert.Equal(TimeSpan.FromSeconds(2.5), failure.RetryAfter);
        Assert.Equal([TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)], _time.Pauses);
        Assert.Single(server.Requests);
        Assert.Equal((1, 1), (throttle.Taken, throttle.Released));
    }

    [Fact]
    public async Task Each_call_names_the_version_and_carries_the_token()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(200, User));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await host.Create("ntn_secret").GetMeAsync(default);

        var headers = Assert.Single(server.Requests).Headers;
        Assert.Equal("2026-03-11", headers["Notion-Version"]);
        Assert.Equal("Bearer ntn_secret", headers["Authorization"]);
    }

    [Fact]
    public async Task Through_a_broker_calls_carry_its_headers_and_its_path()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(200, EmptyList));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);
        var client = host.Create(new NotionCredentials(
            new(server.Address, "proxy/"),
            [new("Authorization", "Bearer key"), new("Connection-Id", "c"), new("Nango-Proxy-Notion-Version", "2026-03-11")],
            "c"));

        await client.SearchAsync(new(), default);

        var request = Assert.Single(server.Requests);
        Assert.Equal("/proxy/v1/search", request.Path);
        Assert.Equal("c", request.Headers["Connection-Id"]);
        Assert.False(request.Headers.ContainsKey("Notion-Version"));
    }

    [Theory]
    [InlineData(404, "unknown_connection", NotionError.Unauthorized)]
    [InlineData(400, "unknown_connection", NotionError.Unauthorized)]
    [InlineData(424, "connection_refresh_backoff", NotionError.Unauthorized)]
    [InlineData(400, "unknown_provider_config", NotionError.Unavailable)]
    [InlineData(401, "unauthorized", NotionError.Unavailable)]
    [InlineData(403, "forbidden", NotionError.Unavailable)]
    [InlineData(404, "not_found", NotionError.Unavailable)]
    [InlineData(500, "server_error", NotionError.Unavailable)]
    public async Task What_a_broker_says_of_itself_is_not_said_of_a_page(int status, string code, NotionError error)
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(status, $$$"""{"error":{"code":"{{{code}}}","message":"No."}}"""));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        var failure = await Assert.ThrowsAsync<NotionException>(() => host.Client.GetPageAsync(Id, default));

        Assert.Equal((error, code, true), (failure.Error, failure.Code, failure.IsFromBroker));
    }

    [Fact]
    public async Task A_property_id_is_sent_as_Notion_wrote_it()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(200, """{"object":"property_item","type":"checkbox","checkbox":true}"""));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await host.Client.GetPagePropertyAsync(Id, "J%7C%3BZ", null, default);
        await host.Client.GetPagePropertyAsync(Id, "a/b", null, default);

        Assert.Contains("/properties/J%7C%3BZ?", server.Requests[0].Path, StringComparison.Ordinal);
        Assert.Contains("/properties/a%2Fb?", server.Requests[1].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = await OddNotion.StartAsync(OddNotion.Json(302, "", ("Location", "/v1/elsewhere")));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);

        await Assert.ThrowsAsync<NotionException>(() => host.Client.GetMeAsync(default));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Calls_are_measured_by_endpoint_and_outcome()
    {
        var measured = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "NotionSync", Name: "notion.calls" })
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };

        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (measured)
            {
                measured.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value)));
            }
        });
        listener.Start();

        await using var server = await OddNotion.StartAsync(OddNotion.Error(500, "x"), OddNotion.Json(200, """{"object":"page_markdown","markdown":""}"""));
        await using var host = new NotionClientHost(server.Address, _throttle, _time);
        await host.Client.GetPageMarkdownAsync(Id, default);

        // Other tests measure too.
        Assert.Contains("pages/{id}/markdown unavailable", measured);
        Assert.Contains("pages/{id}/markdown ok", measured);
    }
}
