using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NotionSync.Http;
using NotionSync.Notion;

namespace NotionSync.Tests.Http;

public sealed class ApiEndpointTests
{
    private static readonly (string, string) AuthenticationOn = ("WEBSITE_AUTH_ENABLED", "True");

    [Theory]
    [InlineData("acme", Role.Reader, HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData("acme", Role.ContentManager, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("acme", Role.Admin, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("globex", Role.Reader, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData("globex", Role.Admin, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData("ACME", Role.Admin, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData(null, Role.Admin, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.Forbidden)]
    [InlineData(null, Role.Service, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("globex", Role.Service, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Tenant_and_role_decide(string? tenant, Role role, HttpStatusCode read, HttpStatusCode manage, HttpStatusCode settings)
    {
        await using var server = await ApiServer.StartAsync(MapTenantRoutes, null, AuthenticationOn);
        server.Client.DefaultRequestHeaders.Add(PrincipalReader.HeaderName, Principals.Header(tenant, role));

        Assert.Equal(read, (await server.Client.GetAsync("/tenants/acme/read")).StatusCode);
        Assert.Equal(manage, (await server.Client.GetAsync("/tenants/acme/manage")).StatusCode);
        Assert.Equal(settings, (await server.Client.GetAsync("/settings")).StatusCode);
    }

    [Fact]
    public async Task Without_a_principal_every_route_but_the_anonymous_ones_is_401()
    {
        await using var server = await ApiServer.StartAsync(MapTenantRoutes, null, AuthenticationOn);

        using var refused = await server.Client.GetAsync("/tenants/acme/read");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/open")).StatusCode);
    }

    [Fact]
    public async Task A_forged_principal_is_401_where_authentication_is_off()
    {
        await using var server = await ApiServer.StartAsync(MapTenantRoutes);
        server.Client.DefaultRequestHeaders.Add(PrincipalReader.HeaderName, Principals.Header("acme", Role.Service));

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("/tenants/acme/read")).StatusCode);
        Assert.Contains(server.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("answers 401", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_setting_makes_the_app_believe_the_header()
    {
        await using var server = await ApiServer.StartAsync(
            MapTenantRoutes, null, ("Auth:TrustPrincipalHeader", "true"), ("TrustPrincipalHeader", "true"), ("Auth:DevelopmentTenant", "acme"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("/tenants/acme/read")).StatusCode);
    }

    [Fact]
    public async Task The_local_host_has_a_development_admin_of_tenant_demo()
    {
        await using var server = await ApiServer.StartAsync(MapTenantRoutes, auth => auth.TrustPrincipalHeader = true);

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/tenants/demo/manage")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/tenants/acme/read")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Client.GetAsync("/settings")).StatusCode);
    }

    [Fact]
    public async Task A_refusal_is_problem_details_with_the_trace_id_of_the_answer()
    {
        await using var server = await ThrowingAsync(() => new ProblemException(ProblemKind.Conflict, "needs_reauthorization", "Reconnect first."));

        using var answer = await server.Client.GetAsync("/throw");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("""{"type":"about:blank","title":"Conflict","status":409,"code":"needs_reauthorization","detail":"Reconnect first."}""",
            Without(problem, "traceId"));
        Assert.Equal(answer.Headers.GetValues("x-correlation-id").Single(), problem.GetProperty("traceId").GetString());
    }

    public static TheoryData<Exception, HttpStatusCode, string, int?> Failures => new()
    {
        { new ProblemException(ProblemKind.Invalid, "c", "d"), HttpStatusCode.BadRequest, "c", null },
        { new ProblemException(ProblemKind.PreconditionFailed, "c", "d"), HttpStatusCode.PreconditionFailed, "c", null },
        { new ProblemException(ProblemKind.PreconditionRequired, "c", "d"), HttpStatusCode.PreconditionRequired, "c", null },
        { new ProblemException(ProblemKind.Unprocessable, "c", "d"), HttpStatusCode.UnprocessableEntity, "c", null },
        { new ProblemException(ProblemKind.BadGateway, "c", "d"), HttpStatusCode.BadGateway, "c", null },
        { new ProblemException(ProblemKind.TooManyRequests, "c", "d", TimeSpan.FromSeconds(1.2)), HttpStatusCode.TooManyRequests, "c", 2 },
        { new ProblemException(ProblemKind.Unavailable, "c", "d", TimeSpan.Zero), HttpStatusCode.ServiceUnavailable, "c", 1 },
        { new NotionException(NotionError.NotFound, "m"), HttpStatusCode.NotFound, "not_shared", null },
        { new NotionException(NotionError.Unauthorized, "m"), HttpStatusCode.Conflict, "needs_reauthorization", null },
        { new NotionException(NotionError.Forbidden, "m"), HttpStatusCode.UnprocessableEntity, "missing_capability", null },
        { new NotionException(NotionError.InvalidRequest, "m"), HttpStatusCode.UnprocessableEntity, "notion_refused", null },
        { new NotionException(NotionError.InvalidCursor, "m"), HttpStatusCode.BadRequest, "invalid_cursor", null },
        { new NotionException(NotionError.Malformed, "m"), HttpStatusCode.BadGateway, "notion_unavailable", null },
        { new NotionException(NotionError.Unavailable, "m"), HttpStatusCode.ServiceUnavailable, "notion_unavailable", 5 },
        { new NotionException(NotionError.Blocked, "m"), HttpStatusCode.Conflict, "blocked_by_notion", null },
        { new NotionRateLimitedException(TimeSpan.FromSeconds(40), "m"), HttpStatusCode.TooManyRequests, "notion_rate_limited", 40 },
        { new RequestFailedException(503, "SECRET"), HttpStatusCode.ServiceUnavailable, "storage_unavailable", 5 },
        { new RequestFailedException(0, "SECRET"), HttpStatusCode.ServiceUnavailable, "storage_unavailable", 5 },
        { new AggregateException(new RequestFailedException(0, "SECRET"), new TaskCanceledException()), HttpStatusCode.ServiceUnavailable, "storage_unavailable", 5 },
        { new RequestFailedException(403, "SECRET"), HttpStatusCode.InternalServerError, "internal_error", null },
        { new AggregateException(new InvalidOperationException("SECRET")), HttpStatusCode.InternalServerError, "internal_error", null },
        { new TaskCanceledException("SECRET", new TimeoutException()), HttpStatusCode.ServiceUnavailable, "timed_out", 5 },
        { new InvalidOperationException("SECRET"), HttpStatusCode.InternalServerError, "internal_error", null },
        { new JsonException("SECRET"), HttpStatusCode.InternalServerError, "internal_error", null },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Each_failure_has_its_status_and_code_and_shows_nothing_of_its_inside(
        Exception failure, HttpStatusCode status, string code, int? retryAfterSeconds)
    {
        await using var server = await ThrowingAsync(() => failure);

        using var answer = await server.Client.GetAsync("/throw");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
        Assert.DoesNotContain("SECRET", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.Equal(retryAfterSeconds, (int?)answer.Headers.RetryAfter?.Delta?.TotalSeconds);
    }

    [Fact]
    public async Task A_defect_is_logged_once_with_its_exception()
    {
        await using var server = await ThrowingAsync(() => new InvalidOperationException("broken"));

        await server.Client.GetAsync("/throw");
        var line = Assert.Single(server.Log.Lines, line => line.Level == LogLevel.Error);

        Assert.Equal("broken", line.Exception?.Message);
    }

    [Fact]
    public async Task A_result_that_fails_before_its_first_byte_is_a_problem_without_the_headers_it_had_set()
    {
        await using var server = await ApiServer.StartAsync((app, api) => app.MapGet("/file", (HttpRequest request) =>
            api.RunAnonymousAsync(request, _ => Task.FromResult<IResult>(new FailingResult(bytesBefore: 0)))));

        using var answer = await server.Client.GetAsync("/file");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Null(answer.Headers.ETag);
        Assert.True(answer.Headers.Contains("x-correlation-id"));
    }

    [Fact]
    public async Task A_result_that_fails_in_the_middle_breaks_the_connection()
    {
        await using var server = await ApiServer.StartAsync((app, api) => app.MapGet("/file", (HttpRequest request) =>
            api.RunAnonymousAsync(request, _ => Task.FromResult<IResult>(new FailingResult(bytesBefore: 100_000)))));

        await Assert.ThrowsAsync<HttpRequestException>(() => server.Client.GetByteArrayAsync("/file"));
    }

    [Theory]
    [InlineData("x-correlation-id", "order-42_a.b", "order-42_a.b")]
    [InlineData("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "4bf92f3577b34da6a3ce929d0e0e4736")]
    public async Task A_well_formed_correlation_id_is_kept(string header, string value, string expected)
        => Assert.Equal(expected, await CorrelationIdForAsync(header, value));

    [Theory]
    [InlineData("x-correlation-id", "two words")]
    [InlineData("x-correlation-id", "<script>")]
    [InlineData("x-correlation-id", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("traceparent", "00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("traceparent", "00-XYZ")]
    public async Task A_malformed_correlation_id_is_replaced(string header, string value)
        => Assert.Matches("^[0-9a-f]{32}$", await CorrelationIdForAsync(header, value));

    [Fact]
    public async Task One_line_says_what_was_asked_and_answered_and_holds_no_query()
    {
        await using var server = await ApiServer.StartAsync(MapTenantRoutes, auth => auth.TrustPrincipalHeader = true);

        await server.Client.GetAsync("/tenants/demo/read?token=SECRET");
        await server.Client.GetAsync("/tenants/nobody%0d%0aERROR%20forged/read");
        var lines = server.Log.Lines.Where(line => line.Level == LogLevel.Information).Select(line => line.Text).ToList();

        Assert.Equal(2, lines.Count);
        Assert.Matches("^GET /tenants/demo/read answered 200 .* ms for tenant demo.$", lines[0]);
        Assert.StartsWith("GET /tenants/nobody%0D%0AERROR%20forged/read answered 404 not_found", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains("SECRET", StringComparison.Ordinal) || line.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_who_goes_away_is_no_error()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ApiServer.StartAsync((app, api) => app.MapGet("/slow", (HttpRequest request) =>
            api.RunAnonymousAsync(request, async cancellationToken =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return Results.Ok();
            })));

        using (var giveUp = new CancellationTokenSource())
        {
            var call = server.Client.GetAsync("/slow", giveUp.Token);
            await started.Task;
            await giveUp.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        while (!server.Log.Lines.Any(line => line.Text.Contains("/slow", StringComparison.Ordinal)))
        {
            await Task.Delay(10);
        }

        Assert.DoesNotContain(server.Log.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains(server.Log.Lines, line => line.Text.Contains("answered 499", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_action_may_set_its_own_caching()
    {
        await using var server = await ApiServer.StartAsync((app, api) => app.MapGet("/file", (HttpRequest request) =>
            api.RunAnonymousAsync(request, _ =>
            {
                request.HttpContext.Response.Headers.CacheControl = "private, max-age=60";
                return Task.FromResult(Results.Text("file"));
            })));

        Assert.Equal("max-age=60, private", (await server.Client.GetAsync("/file")).Headers.CacheControl?.ToString());
    }

    private static void MapTenantRoutes(WebApplication app, ApiEndpoint api)
    {
        app.MapGet("/tenants/{tenant}/read", (HttpRequest request, string tenant) =>
            api.RunAsync(request, tenant, Role.Reader, (caller, _) => Task.FromResult(Results.Text(caller.UserId))));
        app.MapGet("/tenants/{tenant}/manage", (HttpRequest request, string tenant) =>
            api.RunAsync(request, tenant, Role.ContentManager, (_, _) => Task.FromResult(Results.Ok())));
        app.MapGet("/settings", (HttpRequest request) =>
            api.RunAsync(request, null, Role.Service, (_, _) => Task.FromResult(Results.Ok())));
        app.MapGet("/open", (HttpRequest request) =>
            api.RunAnonymousAsync(request, _ => Task.FromResult(Results.Ok())));
    }

    private static Task<ApiServer> ThrowingAsync(Func<Exception> failure)
        => ApiServer.StartAsync((app, api) => app.MapGet("/throw", (HttpRequest request) =>
            api.RunAnonymousAsync(request, _ => throw failure())));

    private static async Task<string> CorrelationIdForAsync(string header, string value)
    {
        await using var server = await ApiServer.StartAsync(MapTenantRoutes);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/open");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await server.Client.SendAsync(request);
        return answer.Headers.GetValues("x-correlation-id").Single();
    }

    private static string Without(JsonElement json, string name)
        => JsonSerializer.Serialize(json.EnumerateObject().Where(member => member.Name != name).ToDictionary(member => member.Name, member => member.Value));

    private sealed class FailingResult(int bytesBefore) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = "\"1\"";
            httpContext.Response.ContentType = "application/pdf";

            if (bytesBefore > 0)
            {
                await httpContext.Response.Body.WriteAsync(new byte[bytesBefore]);
                await httpContext.Response.Body.FlushAsync();
            }

            throw new RequestFailedException(503, "The server is busy.");
        }
    }
}
