using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

public sealed class HttpFunctionTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly Calls _calls = new();

    [Fact]
    public async Task A_function_answers_under_the_route_prefix_with_its_route_values()
    {
        await using var host = await StartAsync("{}");

        Assert.Equal("acme 7", await host.Http.GetStringAsync("/api/tenants/acme/things/7"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/tenants/acme/things/7")).StatusCode);
    }

    [Fact]
    public async Task The_route_prefix_is_that_of_host_json()
    {
        await using var host = await StartAsync("""{ "extensions": { "http": { "routePrefix": "v1" } } }""");

        Assert.Equal("acme 7", await host.Http.GetStringAsync("/v1/tenants/acme/things/7"));
    }

    [Fact]
    public async Task A_function_without_a_route_answers_to_its_name_and_to_every_method()
    {
        await using var host = await StartAsync("{}");

        Assert.Equal("PUT", await (await host.Http.PutAsync("/api/Echo", null)).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "/api/tenants/acme/things/seven", HttpStatusCode.NotFound, "not_found")]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "not_found")]
    [InlineData("DELETE", "/api/tenants/acme/things/7", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("GET", "/api/broken", HttpStatusCode.InternalServerError, "internal_error")]
    public async Task What_no_function_answers_is_answered_as_a_problem(string method, string path, HttpStatusCode status, string code)
    {
        await using var host = await StartAsync("{}");

        var response = await host.Http.SendAsync(new(new(method), path));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.DoesNotContain("As the test wants", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_404_of_a_function_stays_as_it_is()
    {
        await using var host = await StartAsync("{}");

        var response = await host.Http.GetAsync("/api/missing");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_10_MB_is_answered_with_413(bool isChunked)
    {
        await using var host = await StartAsync("{}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/size") { Content = new ByteArrayContent(new byte[(10 * 1024 * 1024) + 1]) };
        request.Headers.TransferEncodingChunked = isChunked;

        var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("body_too_large", (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private Task<RunningHost> StartAsync(string hostJson)
        => RunningHost.StartAsync(azurite.ConnectionString, SharedAzurite.UniqueName("http"), hostJson, _calls, [typeof(ThingFunctions)]);
}

internal sealed class ThingFunctions(Calls calls)
{
    [Function("Thing")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "tenants/{tenant}/things/{id:int}")] HttpRequest request, string tenant, int id)
    {
        calls.Add(request.Path);
        return Results.Text($"{tenant} {id}");
    }

    [Function("Echo")]
    public static IResult Echo([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text(request.Method);

    [Function("Broken")]
    public static Task<IResult> BreakAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "broken")] HttpRequest request)
        => throw new InvalidOperationException($"As the test wants: {request.Path}");

    [Function("Missing")]
    public static IResult Miss([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "missing")] HttpContext context)
        => Results.StatusCode(context.Request.Method is "GET" ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);

    [Function("Size")]
    public static async Task<IResult> MeasureAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "size")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return Results.Text($"{body.Length}");
    }
}
