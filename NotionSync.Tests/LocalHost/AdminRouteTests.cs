using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NotionSync.Tests.Infrastructure;

namespace NotionSync.Tests.LocalHost;

public sealed class AdminRouteTests(SharedAzurite azurite) : IClassFixture<SharedAzurite>
{
    private readonly string _name = SharedAzurite.UniqueName("admin");
    private readonly Calls _calls = new();

    [Fact]
    public async Task A_queue_function_is_started_with_the_input_as_its_message()
    {
        await using var host = await StartAsync();

        var response = await host.Http.PostAsJsonAsync("/admin/functions/text", new { input = "by hand" });

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("by hand", await _calls.NextAsync());
    }

    [Fact]
    public async Task A_timer_function_is_started_without_an_input()
    {
        await using var host = await StartAsync();

        var response = await host.Http.PostAsync("/admin/functions/Yearly", null);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.StartsWith("past due: False", await _calls.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Nothing", "{}", HttpStatusCode.NotFound, "not_found")]
    [InlineData("Thing", "{}", HttpStatusCode.BadRequest, "not_startable")]
    [InlineData("Text", "{", HttpStatusCode.BadRequest, "invalid_json")]
    public async Task What_cannot_be_started_is_answered_as_a_problem(string function, string body, HttpStatusCode status, string code)
    {
        await using var host = await StartAsync();

        var response = await host.Http.PostAsync($"/admin/functions/{function}", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("Host", "evil.example.com")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "null")]
    public async Task A_web_page_elsewhere_starts_nothing(string header, string value)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/functions/Text");
        request.Headers.Add(header, value);

        var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(0, _calls.Count);
    }

    [Fact]
    public async Task The_functions_are_listed_with_what_triggers_them()
    {
        await using var host = await StartAsync();

        var functions = await host.Http.GetFromJsonAsync<JsonElement>("/admin/functions");

        Assert.Contains(functions.EnumerateArray(), (function) => function.GetRawText() == $$"""{"name":"Text","trigger":"queue","source":"{{_name}}"}""");
        Assert.Contains(functions.EnumerateArray(), (function) => function.GetRawText() == """{"name":"Yearly","trigger":"timer","source":"0 0 0 1 1 *"}""");
        Assert.Contains(functions.EnumerateArray(), (function) => function.GetProperty("source").GetString() == "/api/tenants/{tenant}/things/{id:int}");
    }

    private Task<RunningHost> StartAsync()
        => RunningHost.StartAsync(
            azurite.ConnectionString, _name, "{}", _calls, [typeof(TextFunctions), typeof(YearlyFunctions), typeof(ThingFunctions)]);
}
