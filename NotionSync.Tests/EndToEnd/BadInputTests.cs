using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace NotionSync.Tests.EndToEnd;

/// <summary>Bad input gets a clear error and stores nothing.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private Deployment _deployment = null!;

    public async Task InitializeAsync() => _deployment = await Deployment.StartAsync();

    public async Task DisposeAsync() => await _deployment.DisposeAsync();

    [Fact]
    public async Task Every_refusal_names_its_reason()
    {
        var connection = await _deployment.ConnectAsync();
        var roots = await _deployment.RootsAsync(connection);
        var imports = "tenants/demo/imports";

        await RefusesAsync(400, "invalid_json", HttpMethod.Post, imports, "{\"connectionId\":");
        await RefusesAsync(400, "invalid_request", HttpMethod.Post, imports, "{\"items\":[]}");
        await RefusesAsync(400, "no_items", HttpMethod.Post, imports, $$"""{"connectionId":"{{connection}}","items":[]}""");
        await RefusesAsync(400, "invalid_id", HttpMethod.Post, imports, $$"""{"connectionId":"{{connection}}","items":[{"id":"not an id"}]}""");
        await RefusesAsync(400, "invalid_id", HttpMethod.Post, imports, $$"""{"connectionId":"{{connection}}","items":[{"id":"https://example.com/"}]}""");
        await RefusesAsync(404, "not_found", HttpMethod.Post, imports, $$"""{"connectionId":"unknown","items":[{"id":"{{roots[0]}}"}]}""");
        await RefusesAsync(415, "unsupported_media_type", HttpMethod.Post, imports, "{}", "text/plain");
        await RefusesAsync(413, "body_too_large", HttpMethod.Post, imports, $"{{\"x\":\"{new string('x', 10 << 20)}\"}}");
        await RefusesAsync(422, "invalid_token", HttpMethod.Post, "tenants/demo/connections", """{"kind":"token","token":"ntn_wrong"}""");
        await RefusesAsync(422, "invalid_token", HttpMethod.Post, "tenants/demo/connections", """{"kind":"token","token":"ntn_\r\nX-Header: 1"}""");
        await RefusesAsync(404, "not_found", HttpMethod.Get, "tenants/another/documents", null);
        await RefusesAsync(404, "not_found", HttpMethod.Get, "tenants/demo/documents/unknown", null);
        await RefusesAsync(404, "not_found", HttpMethod.Get, "tenants/demo/imports/unknown", null);
        await RefusesAsync(400, "invalid_page_size", HttpMethod.Get, "tenants/demo/documents?pageSize=0", null);
        await RefusesAsync(400, "invalid_cursor", HttpMethod.Get, "tenants/demo/documents?cursor=garbage", null);
        await RefusesAsync(400, "invalid_filter", HttpMethod.Get, "tenants/demo/documents?accessLevel=everybody", null);

        Assert.Empty((await _deployment.GetAsync("tenants/demo/documents")).GetProperty("items").EnumerateArray());
        Assert.Empty((await _deployment.GetAsync("tenants/demo/imports")).GetProperty("items").EnumerateArray());
        Assert.Single((await _deployment.GetAsync("tenants/demo/connections")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        var connection = await _deployment.ConnectAsync();
        var page = await _deployment.GetAsync($"tenants/demo/connections/{connection}/search?pageSize=1");
        var cursor = page.GetProperty("nextCursor").GetString();

        Assert.NotNull(cursor);
        Assert.NotEmpty((await _deployment.GetAsync($"tenants/demo/connections/{connection}/search?pageSize=1&cursor={cursor}")).GetProperty("items").EnumerateArray());
        await RefusesAsync(400, "invalid_cursor", HttpMethod.Get, $"tenants/demo/documents?cursor={cursor}", null);
        await RefusesAsync(400, "invalid_cursor", HttpMethod.Get, $"tenants/demo/connections/{connection}/search?query=policy&cursor={cursor}", null);
    }

    [Fact]
    public async Task A_page_that_is_not_shared_fails_by_name_and_a_URL_is_as_good_as_an_id()
    {
        var connection = await _deployment.ConnectAsync();
        var roots = await _deployment.RootsAsync(connection);
        var url = $"https://www.notion.so/Some-title-{roots[0].Replace("-", string.Empty, StringComparison.Ordinal)}?pvs=4";
        var unknown = Guid.NewGuid().ToString();

        var import = await _deployment.WaitAsync(await _deployment.StartImportAsync(connection, url, unknown));

        Assert.Equal("completed_with_errors", import.GetProperty("status").GetString());
        var failure = Assert.Single(import.GetProperty("failures").EnumerateArray());
        Assert.Equal((unknown, "not_shared"), (failure.GetProperty("pageId").GetString(), failure.GetProperty("code").GetString()));
        Assert.Contains(await _deployment.DocumentsAsync(), document => document.GetProperty("source").GetProperty("id").GetString() == roots[0]);
    }

    private async Task RefusesAsync(int status, string code, HttpMethod method, string path, string? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        using var response = await _deployment.Api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        Assert.True((int)response.StatusCode == status, $"{path}: {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);

        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.All(new[] { "type", "title", "status", "detail", "traceId" }, member => Assert.True(problem.TryGetProperty(member, out _), member));
    }
}
